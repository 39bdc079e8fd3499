#!/usr/bin/env bash
# Publishes the function app, packs it with its permissions and hands it to a function app that stands already.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: infra/deploy.sh --resource-group GROUP --name APP [options]

Publishes one of the two packages, packs the folder as a zip that keeps permissions, and deploys
it to a function app. Running it again deploys the same again; what was deployed before is
replaced whole.

  --resource-group GROUP  the resource group of the app
  --name APP              the function app; it must exist already
  --subscription ID       another subscription than az's current one
  --package KIND          isolated: src/Functions, the isolated worker (runtime dotnet-isolated);
                          native: src/Server as machine code, a custom handler (runtime custom).
                          Default: what the app's runtime takes; with --dry-run isolated
  --roles LIST            native only: the functions of these roles alone, as cps,cr;
                          default: those of the app's own setting Shaken__Roles
  --rid RID               what the app's machines are: linux-x64 (default) or linux-arm64
  --published FOLDER      deploy this published folder; nothing is published and --roles is refused
  --zip FILE              where the zip goes (default: artifacts/deploy/APP.zip)
  --method METHOD         config-zip (default; Flex Consumption and all other plans),
                          or deploy (az functionapp deploy; not for Flex Consumption)
  --dry-run               do everything but call az; print the call
  --help                  this text

Exit codes: 0 done; 64 wrong usage; 69 a tool is missing, or az is not signed in;
70 the published folder is not whole; 78 the app is missing or not made for this.
TEXT
}

fail() {
  local code=$1
  shift
  echo "deploy.sh: $*" >&2
  exit "$code"
}

group= name= subscription= package= roles= rid=linux-x64 published= zip= method=config-zip is_dry=
while [ $# -gt 0 ]; do
  case $1 in
    --help) usage; exit 0 ;;
    --dry-run) is_dry=yes; shift; continue ;;
    --resource-group | --name | --subscription | --package | --roles | --rid | --published | --zip | --method) ;;
    *) fail 64 "no such option: $1 (--help lists them)" ;;
  esac
  [ $# -ge 2 ] && [ -n "$2" ] || fail 64 "$1 wants a value"
  case $1 in
    --resource-group) group=$2 ;;
    --name) name=$2 ;;
    --subscription) subscription=$2 ;;
    --roles) roles=$2 ;;
    --rid) rid=$2 ;;
    --published) published=$(realpath -m "$2") ;;
    --package) package=$2 ;;
    --zip) zip=$(realpath -m "$2") ;;
    --method) method=$2 ;;
  esac
  shift 2
done
[ -n "$group" ] || fail 64 "--resource-group is missing"
[[ $name =~ ^[a-zA-Z0-9][a-zA-Z0-9-]{0,58}$ ]] || fail 64 "--name is missing, or no name of a function app"
[[ $roles =~ ^([a-zA-Z]+(,[a-zA-Z]+)*)?$ ]] || fail 64 "--roles is a list such as cps,cr"
case $package in '' | isolated | native) ;; *) fail 64 "--package is isolated or native" ;; esac
case $rid in linux-x64 | linux-arm64) ;; *) fail 64 "--rid is linux-x64 or linux-arm64" ;; esac
case $method in config-zip | deploy) ;; *) fail 64 "--method is config-zip or deploy" ;; esac
[ -z "$published" ] || [ -z "$roles" ] || fail 64 "--roles is for publishing: a published folder has the functions it has"

cd "$(dirname "${BASH_SOURCE[0]}")/.."
zip=${zip:-$PWD/artifacts/deploy/$name.zip}

needs() { command -v "$1" >/dev/null || fail 69 "$1 is not here: $2"; }
needs zip "install the package zip of your system (Info-ZIP; other packers may lose the executable bit)"
[ -n "$published" ] || needs dotnet "install the .NET 10 SDK"
target=(--resource-group "$group" --name "$name")
[ -z "$subscription" ] || target+=(--subscription "$subscription")

# Before anything is built: is there an app, and which package does its runtime take?
if [ -z "$is_dry" ]; then
  needs az "install the Azure CLI, 2.60 or later (https://aka.ms/azure-cli), or try --dry-run"
  az account show --output none 2>/dev/null || fail 69 "az is not signed in: az login"
  runtime=$(az functionapp show "${target[@]}" --query "properties.functionAppConfig.runtime.name || functionAppConfig.runtime.name || 'other'" --output tsv) \
    || fail 78 "there is no function app $name in $group that you may see: deploy the infrastructure first"
  case $runtime in
    dotnet-isolated) takes=isolated ;;
    custom) takes=native ;;
    other) takes= ;;
    *) fail 78 "the app's runtime is $runtime: this program needs dotnet-isolated or custom" ;;
  esac
  [ -z "$takes" ] || [ "$method" = config-zip ] || fail 64 "the app is on Flex Consumption, which takes --method config-zip"
  [ -z "$takes" ] || [ -z "$package" ] || [ "$takes" = "$package" ] \
    || fail 78 "the app's runtime is $runtime, which takes the package $takes: change the parameter package of the infrastructure first"
  package=${package:-$takes}
  deployed=$(az functionapp config appsettings list "${target[@]}" --query "[?name=='Shaken__Roles'].value | [0]" --output tsv)
  [ -n "$deployed" ] || fail 78 "the app has no setting Shaken__Roles: without it the program does not start"
fi
package=${package:-isolated}
[ "$package" = native ] || [ -z "$roles" ] || fail 64 "--roles is for the native package: the isolated one reads Shaken__Roles when it starts"
if [ -n "${deployed:-}" ] && [ "$package" = native ]; then
  if [ -z "$published" ] && [ -z "$roles" ]; then
    roles=$deployed
  elif [ -n "$roles" ] && [ "${roles,,}" != "${deployed,,}" ]; then
    echo "deploy.sh: the app's Shaken__Roles is $deployed; what is on there and not in --roles has no function" >&2
  fi
fi

if [ -z "$published" ]; then
  published=$PWD/artifacts/deploy/$name
  rm -rf "$published"
  echo "Publishing the $package package for $rid${roles:+, roles $roles}"
  case $package in
    isolated) dotnet publish src/Functions -c Release -r "$rid" -o "$published" -v quiet --nologo ;;
    native) dotnet publish src/Server -c Release -r "$rid" -p:FunctionsPackage=native -p:FunctionRoles="${roles//,/%2C}" -o "$published" -v quiet --nologo ;;
  esac
fi

[ -f "$published/host.json" ] || fail 70 "$published has no host.json"
if [ "$package" = isolated ]; then
  for file in shaken-functions.dll worker.config.json extensions.json .azurefunctions/function.deps.json; do
    [ -f "$published/$file" ] || fail 70 "$published has no $file"
  done
  [ -z "$(find "$published" -mindepth 2 -maxdepth 2 -name function.json -print -quit)" ] \
    || fail 70 "$published has a function.json: it is the native package, or holds what is left of one"
else
  [ -x "$published/shaken-server" ] || fail 70 "$published has no executable shaken-server"
  [ -n "$(find "$published" -mindepth 2 -maxdepth 2 -name function.json -print -quit)" ] || fail 70 "$published has no function.json"
fi

# In one order and with one date, so that the same folder makes the same package; -X leaves out this machine's users and times, not the permissions.
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
cp -a "$published/." "$staging"
find "$staging" -exec touch -h -d 1980-01-01T00:00:00Z {} +
mkdir -p "$(dirname "$zip")"
rm -f "$zip"
(cd "$staging" && find . -type f -printf '%P\n' | LC_ALL=C sort | TZ=UTC zip -q -X -9 "$zip" -@)
echo "Packed the $package package: $zip, $(du -m --apparent-size "$zip" | cut -f1) MB, SHA-256 $(sha256sum "$zip" | cut -d' ' -f1)"

if [ "$method" = config-zip ]; then
  deploy=(az functionapp deployment source config-zip "${target[@]}" --src "$zip" --build-remote false --timeout 600)
else
  deploy=(az functionapp deploy "${target[@]}" --src-path "$zip" --type zip --clean true --restart true)
fi
if [ -n "$is_dry" ]; then
  printf 'Would run:'
  printf ' %q' "${deploy[@]}"
  printf '\n'
  exit 0
fi
"${deploy[@]}"
host=$(az functionapp show "${target[@]}" --query "properties.defaultHostName || defaultHostName" --output tsv)
echo "Deployed. It answers at https://$host/health"
