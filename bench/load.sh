#!/usr/bin/env bash
# CPS POSTs in the open dialect over loopback, all checks on: the server on one core, wrk on the other. Beside it the same server answering 201 without
# work, and what one core verifies bare. Takes wrk and openssl. Usage: bench/load.sh [seconds]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-8}
tokens=$(mktemp); script=$(mktemp); server=
trap 'rm -f "$tokens" "$script"; [ -z "$server" ] || kill "$server" 2>/dev/null || true' EXIT
dotnet build -c Release bench/Load -v quiet --nologo >/dev/null
cat > "$script" <<'LUA'
local tokens, next = {}, 0
for line in io.lines(os.getenv("TOKENS")) do tokens[#tokens + 1] = line end
local headers = { ["Content-Type"] = "application/passport" }
local start = tonumber(os.getenv("START"))
request = function()
  next = next + 1
  return wrk.format("POST", "/cps/company/5678", headers, tokens[(start + next - 1) % #tokens + 1])
end
done = function(summary, latency)
  io.write(string.format("  %d requests/s, p50 %.2f ms, p99 %.2f ms, %d not 2xx\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status + summary.errors.connect + summary.errors.timeout))
end
LUA
echo "One core, openssl speed: $(taskset -c 1 openssl speed -seconds 3 ecdsap256 2>/dev/null | awk '/nistp256/ { print $NF }') verifies/s"
for mode in bare memory disk; do
  : > "$tokens"
  count=$([ "$mode" = bare ] && echo 1 || echo $((seconds * 3 * 12000)))
  taskset -c 1 dotnet artifacts/bin/Load/release/Load.dll "$mode" 7099 "$tokens" "$count" & server=$!
  [ "$mode" != bare ] || echo x.y.z > "$tokens"
  until curl -s -o /dev/null "http://127.0.0.1:7099/health"; do sleep 0.5; done
  sleep 1
  start=0
  for connections in 1 32 128; do
    echo "$mode, $connections connections"
    TOKENS="$tokens" START="$start" taskset -c 0 wrk -t1 -c"$connections" -d"${seconds}s" -s "$script" http://127.0.0.1:7099 | grep 'requests/s'
    start=$((start + seconds * 12000))
  done
  kill "$server"; wait "$server" 2>/dev/null || true; server=
done
