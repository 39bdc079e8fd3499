#!/usr/bin/env bash
# CPS POSTs over loopback, all checks on: the server on one core, wrk on the other. Open dialect (one signature to verify) in memory and on disk, agreed
# dialect (two: bearer and PASSporT) in memory. Beside them the same server answering 201 without work, and what the server's core verifies bare: before and
# after each row, for a machine with neighbours is not equally fast all the time. Each server has served for some seconds before anything is counted.
# Takes wrk and openssl. Usage: bench/load.sh [seconds]; MODES and CONNECTIONS choose some of the rows; TABLES=false verifies by OpenSSL alone; the mode azure wants the connection string of an
# Azurite in AZURITE (bench/azurite.sh). PROGRAM names a published program that is measured instead of the built one, and whose memory is told too.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-8}
warmup=15
every=${CONNECTIONS:-1 32 128}
tokens=$(mktemp); script=$(mktemp); server=
trap 'rm -f "$tokens" "$script"; [ -z "$server" ] || kill "$server" 2>/dev/null || true' EXIT
dotnet build -c Release bench/Load -v quiet --nologo >/dev/null
cat > "$script" <<'LUA'
local calls, next = {}, tonumber(os.getenv("START"))
for line in io.lines(os.getenv("TOKENS")) do calls[#calls + 1] = line end
local open = { ["Content-Type"] = "application/passport" }
request = function()
  local call = calls[next % #calls + 1]
  next = next + 1
  local token, bearer, dest, orig = call:match("^(%S+) (%S+) (%S+) (%S+)$")
  if not token then return wrk.format("POST", "/cps/company/5678", open, call) end
  local agreed = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. bearer }
  return wrk.format("POST", "/passports/1234/" .. dest .. "/" .. orig, agreed, '{"passports":["' .. token .. '"]}')
end
done = function(summary, latency)
  io.write(string.format("%d %.2f %.2f %d %d\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.timeout, summary.requests))
end
LUA
load() {  # start, connections, seconds
  TOKENS="$tokens" START="$1" taskset -c 0 wrk -t1 -c"$2" -d"$3s" -s "$script" http://127.0.0.1:7099 | tail -1
}
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$measured/stat"; }  # the server's processor time
hertz=$(getconf CLK_TCK)
verifies() { taskset -c 1 openssl speed -seconds 1 ecdsap256 2>/dev/null | awk '/nistp256/ { print $NF }'; }
echo "Processor: $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo); AVX2 $(grep -qw avx2 /proc/cpuinfo && echo yes || echo no)${DOTNET_EnableAVX2:+, DOTNET_EnableAVX2=$DOTNET_EnableAVX2}${TABLES:+, Verification:Tables=$TABLES}"
echo
echo "| mode | connections | requests/s | processor µs a request | verifies/s beside it | of the verifies | by the wall clock | p50 ms | p99 ms | not 2xx |"
echo "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
for mode in ${MODES:-bare memory disk bearer}; do
  : > "$tokens"
  case $mode in bearer) most=10000 ;; azure) most=2000 ;; *) most=16000 ;; esac
  count=$([ "$mode" = bare ] && echo 1 || echo $(((seconds * $(wc -w <<< "$every") + warmup) * most)))
  taskset -c 1 dotnet artifacts/bin/Load/release/Load.dll "$mode" 7099 "$tokens" "$count" >/dev/null & server=$!
  [ "$mode" != bare ] || echo x.y.z > "$tokens"
  until curl -s -o /dev/null "http://127.0.0.1:7099/health"; do
    kill -0 "$server" 2>/dev/null || { echo "The server of $mode has ended; is port 7099 taken?" >&2; exit 1; }
    sleep 0.5
  done
  sleep 1
  measured=$server
  [ -z "${PROGRAM:-}" ] || measured=$(pgrep -P "$server")
  load 0 32 "$warmup" >/dev/null
  start=$((warmup * most))
  for connections in $every; do
    before=$(verifies)
    used=$(ticks)
    read -r rate p50 p99 failed requests <<< "$(load "$start" "$connections" "$seconds")"
    cost=$(awk "BEGIN { printf \"%.1f\", ($(ticks) - $used) / $hertz * 1e6 / $requests }")
    beside=$(awk "BEGIN { printf \"%d\", ($before + $(verifies)) / 2 }")
    ratios=$(awk "BEGIN { printf \"%.2f | %.2f\", 1e6 / $cost / $beside, $rate / $beside }")
    echo "| $mode | $connections | $rate | $cost | $beside | $ratios | $p50 | $p99 | $failed |"
    start=$((start + seconds * most))
  done
  [ -z "${PROGRAM:-}" ] || memory="$mode: $(awk '/^VmRSS/ { printf "%.0f MiB resident, ", $2 / 1024 } /^VmHWM/ { printf "%.0f MiB at most, ", $2 / 1024 }' <(grep -h Vm "/proc/$measured/status" | sort -r))after $((start / most)) s"
  # A program of its own ends, and with it the one that serves its certificates.
  kill "$measured"; wait "$server" 2>/dev/null || true; server=
done
[ -z "${PROGRAM:-}" ] || printf '\n%s\n' "$memory"
