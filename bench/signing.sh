#!/usr/bin/env bash
# Signing and verification over HTTP, all checks on: the server on one core, wrk on the other, beside an endpoint of the same server that
# does nothing. What that core signs and verifies bare is measured before and after each row, since a machine with neighbours is not equally
# fast all the time. The server has served for some seconds before anything is counted.
# Takes wrk, curl and openssl. Usage: bench/signing.sh [seconds]; MODES and CONNECTIONS choose some of the rows; TABLES=false verifies by
# OpenSSL alone.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-8}
warmup=12
port=7097
folder=$(mktemp -d); script=$folder/requests.lua; server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
dotnet build -c Release bench/Load -v quiet --nologo >/dev/null
cat > "$script" <<'LUA'
local mode, folder = os.getenv("MODE"), os.getenv("FOLDER")
local calls, next = {}, 0
for line in io.lines(folder .. "/calls") do calls[#calls + 1] = line end
local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. io.open(folder .. "/key"):read("*l") }
request = function()
  next = next + 1
  if mode == "no-op" then return wrk.format("GET", "/health/live") end
  if mode == "verify" then return wrk.format("POST", "/stir/v1/verification", headers, calls[next % #calls + 1]) end
  local form = '{"signingRequest":{"orig":{"tn":"1215%07d"},"dest":{"tn":["12165550131"]},"iat":%d}}'
  local body = string.format(form, next % 10000000, os.time())
  return wrk.format("POST", "/stir/v1/signing", headers, body)
end
done = function(summary, latency)
  local rate, p50, p99 = summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000
  local failed = summary.errors.status + summary.errors.connect + summary.errors.timeout
  io.write(string.format("%d %.2f %.2f %d %d\n", rate, p50, p99, failed, summary.requests))
end
LUA
load() {  # mode, connections, seconds
  MODE="$1" FOLDER="$folder" taskset -c 0 wrk -t1 -c"$2" -d"$3s" -s "$script" "http://127.0.0.1:$port" | tail -1
}
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$server/stat"; }  # the server's processor time
allocated() { curl -s "http://127.0.0.1:$((port + 1))/allocated"; }
hertz=$(getconf CLK_TCK)
bare() {  # mode
  taskset -c 1 openssl speed -seconds 1 ecdsap256 2>/dev/null | awk -v mode="$1" '/nistp256/ { print mode == "sign" ? $(NF - 1) : $NF }'
}

taskset -c 1 dotnet artifacts/bin/Load/release/Load.dll signing "$port" "$folder" >/dev/null & server=$!
until [ -f "$folder/calls" ] && curl -sf -o /dev/null "http://127.0.0.1:$port/health"; do
  kill -0 "$server" 2>/dev/null || { echo "The server has ended; is port $port taken?" >&2; exit 1; }
  sleep 0.5
done
name=$(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)
avx2=$(grep -qw avx2 /proc/cpuinfo && echo yes || echo no)
echo "Processor: $name; AVX2 $avx2${TABLES:+, Verification:Tables=$TABLES}"
echo
printf '| %s ' mode connections requests/s 'processor µs a request' 'octets a request' 'bare operations/s beside it' \
  'of these, by processor time' 'by the wall clock' 'p50 ms' 'p99 ms' 'not 2xx'; echo '|'
echo "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
for mode in ${MODES:-no-op sign verify}; do
  load "$mode" 16 "$warmup" >/dev/null
  for connections in ${CONNECTIONS:-1 16 64}; do
    before=$(bare "$mode")
    used=$(ticks); octets=$(allocated)
    read -r rate p50 p99 failed requests <<< "$(load "$mode" "$connections" "$seconds")"
    cost=$(awk "BEGIN { printf \"%.1f\", ($(ticks) - $used) / $hertz * 1e6 / $requests }")
    each=$(awk "BEGIN { printf \"%d\", ($(allocated) - $octets) / $requests }")
    beside=$(awk "BEGIN { printf \"%d\", ($before + $(bare "$mode")) / 2 }")
    ratios=$(awk "BEGIN { printf \"%.2f | %.2f\", 1e6 / $cost / $beside, $rate / $beside }")
    echo "| $mode | $connections | $rate | $cost | $each | $beside | $ratios | $p50 | $p99 | $failed |"
  done
done
