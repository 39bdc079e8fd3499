#!/usr/bin/env bash
# Builds the image with the Docker engine of this machine, or Podman, starts it as compose.yaml does, and waits until it is healthy.
# Ends with 0 when it is, with 1 when it is not, with 2 where there is no engine.
set -euo pipefail
cd "$(dirname "$0")/../.."

engine=
for candidate in docker podman; do
  if command -v "$candidate" >/dev/null && "$candidate" info >/dev/null 2>&1; then engine=$candidate; break; fi
done
if [ -z "$engine" ]; then
  echo "No container engine answers: start Docker or Podman." >&2
  exit 2
fi

image=shaken-server:0.1.0
"$engine" build -f infra/docker/Dockerfile -t "$image" .
container=$("$engine" run --detach --read-only --cap-drop ALL --security-opt no-new-privileges --tmpfs /tmp \
  --env Shaken__Roles=cr --volume /var/lib/shaken "$image")
trap '"$engine" rm --force --volumes "$container" >/dev/null' EXIT

for _ in $(seq 60); do
  if "$engine" exec "$container" dotnet /app/shaken-server.dll --check-health http://127.0.0.1:7071/health; then
    echo "$image is built and healthy."
    exit 0
  fi
  sleep 1
done
"$engine" logs "$container" >&2
echo "$image does not become healthy." >&2
exit 1
