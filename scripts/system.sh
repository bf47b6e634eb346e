#!/usr/bin/env bash
# What the tests need from the operating system: a browser, an office program and Chinese fonts.
# Installs what is missing where it may; otherwise says plainly what is missing and what will then not be tested.
set -uo pipefail

missing=()
tell=()
command -v chromium >/dev/null || {
  missing+=(chromium); tell+=("chromium: journeys and pages in a real browser are not tested"); }
fc-list :lang=zh 2>/dev/null | grep -q . || {
  missing+=(fonts-noto-cjk fontconfig); tell+=("fonts-noto-cjk: screenshots show boxes for Chinese"); }
command -v soffice >/dev/null || {
  missing+=(libreoffice-writer-nogui)
  tell+=("libreoffice-writer-nogui: the editable copies of papers are not opened in an office program"); }
[ "${#missing[@]}" -gt 0 ] || { echo "System packages ready."; exit 0; }

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  if { apt-get update -q && apt-get install -q -y --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1; then
    echo "System packages installed: ${missing[*]}."
    exit 0
  fi
fi
echo "Missing on this system (install them with your package manager to have everything tested):"
printf '  %s\n' "${tell[@]}"
