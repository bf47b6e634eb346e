#!/usr/bin/env bash
# Installs the bundle it lies in, without any network, and brings an installation up to date:
#   ./install.sh --hosts zr.example.gov.cn [--to /srv/bihuan] [--data /var/lib/bihuan]
#     [--system LOGIN:NAME --security LOGIN:NAME]   (asked for when not given)
# What is there already (data, keys, settings) stays as it is. Run it as the user of the service.
set -euo pipefail
cd "$(dirname "$0")"

to=/srv/bihuan data=/var/lib/bihuan hosts='' people=()
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || { echo "$1 needs a value." >&2; exit 2; }
  case $1 in
    --to) to=$2 ;; --data) data=$2 ;; --hosts) hosts=$2 ;;
    --system | --security) people+=("$1" "$2") ;;
    *) echo "Unknown: $1" >&2; exit 2 ;;
  esac
  shift 2
done
settings=$to/etc/bihuan.env
[ -e "$settings" ] || [ -n "$hosts" ] || { echo "Say --hosts: the names people type, with commas." >&2; exit 2; }

sha256sum --check --quiet --strict SHA256SUMS || { echo "The bundle is damaged; nothing was installed." >&2; exit 1; }
if [ "$(wc -l <SHA256SUMS)" != "$(find . -type f ! -path ./SHA256SUMS | wc -l)" ]; then
  echo "There are files in the bundle that it does not name; nothing was installed." >&2; exit 1
fi

wanted=$(cat PYTHON)
for candidate in ${PYTHON:-} "python$wanted" python3; do
  if command -v "$candidate" >/dev/null &&
    [ "$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$wanted" ]; then python=$candidate; break; fi
done
[ -n "${python:-}" ] || { echo "This bundle is for Python $wanted; name it in PYTHON." >&2; exit 1; }

umask 027
mkdir -p "$to/etc" "$data/fonts"
export PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1
fresh=$to/making
rm -rf "$fresh"
mkdir "$fresh"
cp -R app "$fresh/app"
echo "Installing the program …"
# Made where it stays, because an environment knows its own place; the old one waits beside it.
for part in venv app; do
  rm -rf "$to/$part.before"
  if [ -e "$to/$part" ]; then mv "$to/$part" "$to/$part.before"; fi
done
put_back() {
  for part in venv app; do
    if [ -e "$to/$part.before" ]; then rm -rf "${to:?}/$part"; mv "$to/$part.before" "$to/$part"; fi
  done
  echo "Not installed; what was there before is there again." >&2
}
trap put_back ERR
mv "$fresh/app" "$to/app"
rmdir "$fresh"
"$python" -m venv "$to/venv"
pip() { "$to/venv/bin/python" -m pip --quiet "$@"; }
pip install --no-index --find-links wheels --require-hashes --requirement requirements.txt
pip install --no-index --no-deps --no-build-isolation --editable "$to/app"
cp -n fonts/* "$data/fonts/" 2>/dev/null || true

key() { [ -e "$to/etc/$1" ] || (umask 077; "$to/venv/bin/python" -c "import secrets; print(secrets.token_$2)" >"$to/etc/$1"); }
key secret 'urlsafe(64)'
key metrics.token 'urlsafe(32)'
key backup.key 'hex(16)'
if [ ! -e "$settings" ]; then
  cat >"$settings" <<END
# Settings of this installation; docs/develop/settings.md in $to/app names them all.
BIHUAN_MODE=production
BIHUAN_HOSTS=$hosts
BIHUAN_BEHIND_PROXY=1
BIHUAN_VAR=$data
BIHUAN_SECRET_KEY_FILE=$to/etc/secret
BIHUAN_METRICS_TOKEN_FILE=$to/etc/metrics.token
# DATABASE_URL=postgresql://bihuan@db/bihuan
END
fi
cat >"$to/bihuan" <<END
#!/usr/bin/env bash
# The product with the settings of this installation.
set -a; . "$settings"; set +a
cd "$to/app" && exec "$to/venv/bin/bihuan" "\$@"
END
chmod 750 "$to/bihuan"
(set -a; . "$settings"; set +a; cd "$to/app" && "$to/venv/bin/python" manage.py collectstatic --noinput --verbosity 0)

echo "Preparing the database …"
if [ -e "$to/etc/installed" ]; then "$to/bihuan" setup --no-administrators; else "$to/bihuan" setup ${people[@]+"${people[@]}"}; fi
touch "$to/etc/installed"
trap - ERR
cat <<END
Installed in $to, data in $data.
  Start:    $to/bihuan serve --jobs 1          (with a service manager; a TLS proxy in front)
  Healthy?  http://127.0.0.1:8000/healthz
  Backup:   $to/bihuan backup FOLDER --key $to/etc/backup.key     every night; then: $to/bihuan drill
Keep copies of $to/etc/secret and $to/etc/backup.key apart from this machine and from the backups.
END
