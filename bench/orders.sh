#!/usr/bin/env bash
# ACME orders completed per second by the real HTTP server over loopback, all checks on: the server on one core, the clients on the other. An order is newOrder, its
# authorization, a challenge answered with a token of its own, finalize with a key of its own, and the certificate. A customer's order, which is ready at once, has no
# authorization and no challenge. Beside it the bare signatures of an order on one core.
# Usage: bench/orders.sh [orders of each run]
set -euo pipefail
cd "$(dirname "$0")/.."
orders=${1:-2000}
folder=$(mktemp -d); server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
dotnet build -c Release bench/AcmeOrders -v quiet --nologo >/dev/null
program=artifacts/bin/AcmeOrders/release/AcmeOrders.dll
echo "floor, one core: 7 checks and 1 signature"
taskset -c 1 dotnet "$program" floor
for storage in memory disk; do
  mkdir "$folder/$storage"
  taskset -c 1 dotnet "$program" serve "$storage" 7097 "$folder/$storage" & server=$!
  until [ -f "$folder/$storage/ready" ]; do
    kill -0 "$server" || exit 1
    sleep 0.2
  done
  echo "$storage, warming up"
  taskset -c 0 dotnet "$program" load 7097 "$folder/$storage" 8 "$orders" >/dev/null
  taskset -c 0 dotnet "$program" load-customers 7097 "$folder/$storage" 8 "$orders" >/dev/null
  for clients in 1 8 32; do
    echo "$storage, $clients clients"
    taskset -c 0 dotnet "$program" load 7097 "$folder/$storage" "$clients" "$orders"
    echo "$storage, $clients clients of a provider's customer, at the same server"
    taskset -c 0 dotnet "$program" load-customers 7097 "$folder/$storage" "$clients" "$orders"
  done
  kill "$server"; wait "$server" 2>/dev/null || true; server=
done
