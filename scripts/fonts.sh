#!/usr/bin/env bash
# The typefaces of official papers, taken out of the system's own packages into var/fonts: only the
# files that are needed, without installing the packages (one of them brings 268 MB). Needs no
# administrator. Where it cannot: papers are set in what there is, and say which characters fell back.
set -uo pipefail

folder="${BIHUAN_VAR:-$(cd "$(dirname "$0")/.." && pwd)/var}/fonts"
system=/usr/share/fonts
mkdir -p "$folder"

# package | files wanted | what is printed differently without it
wanted=(
  "texlive-lang-chinese|FandolFang-Regular.otf FandolKai-Regular.otf FandolHei-Regular.otf FandolSong-Regular.otf FandolSong-Bold.otf|仿宋、楷体、黑体、小标宋"
  "fonts-noto-cjk|NotoSerifCJK-Regular.ttc NotoSerifCJK-Bold.ttc NotoSansCJK-Regular.ttc|characters the four lack"
  "fonts-lxgw-wenkai|LXGWWenKai-Regular.ttf|rare characters within 楷体"
  "fonts-hanazono|HanaMinA.ttf HanaMinB.ttf|the rarest characters of names"
)

have() { [ -s "$folder/$1" ] || find "$system" -name "$1" -print -quit 2>/dev/null | grep -q .; }

fetch() {  # one package into the current directory, refreshing the lists once where we may
  apt-get download -q "$1" >/dev/null 2>&1 && return 0
  [ "$(id -u)" = 0 ] && [ ! -e refreshed ] && touch refreshed && apt-get update -q >/dev/null 2>&1
  apt-get download -q "$1" >/dev/null 2>&1
}

missing=()
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
cd "$work" || exit 0
for line in "${wanted[@]}"; do
  IFS='|' read -r package files what <<<"$line"
  lacking=()
  for file in $files; do have "$file" || lacking+=("$file"); done
  [ "${#lacking[@]}" -eq 0 ] && continue
  if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null && fetch "$package"; then
    members=()
    for file in "${lacking[@]}"; do members+=("*/$file"); done
    mkdir -p out && dpkg-deb --fsys-tarfile "$package"_*.deb \
      | tar -x -C out --wildcards "${members[@]}" "*/fandol/COPYING*" "*/$package/copyright" 2>/dev/null
    find out -type f \( -name '*.otf' -o -name '*.tt[fc]' \) -exec mv -t "$folder" {} +
    find out -name 'COPYING*' -exec cp -t "$folder" {} +
    [ -e "out/usr/share/doc/$package/copyright" ] \
      && cp "out/usr/share/doc/$package/copyright" "$folder/$package.copyright"
    rm -rf out "$package"_*.deb
  fi
  for file in "${lacking[@]}"; do have "$file" || { missing+=("$package: $what"); break; }; done
done

if [ "${#missing[@]}" -eq 0 ]; then
  echo "Typefaces of papers ready."
else
  echo "Typefaces missing (put the files into $folder, or name your own folder in BIHUAN_FONTS):"
  printf '  %s\n' "${missing[@]}"
fi
