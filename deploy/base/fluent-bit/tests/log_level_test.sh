#!/usr/bin/env bash
# Runs log_level.lua of values.yaml over lines as the stack's programs write
# them. Needs luajit (which Fluent Bit embeds) or lua5.1; without either it says
# so and ends with 77.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lua=$(command -v luajit || command -v lua5.1) || {
  echo "skipped: neither luajit nor lua5.1 is installed"
  exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n '/^  log_level\.lua: |$/,$p' "$here/../values.yaml" | sed -e 1d -e 's/^    //' >"$work/log_level.lua"
cat >"$work/test.lua" <<'LUA'
dofile(arg[1])
local cases = {
  { "info", "I1122 10:11:12.123456       1 main.go:10] started" },
  { "error", "E1122 10:11:12.123456       1 main.go:10] failed, level=info" },
  { "warn", '{"level":"warn","ts":1,"msg":"x"}' },
  { "error", '{"ts":1,"severity": "ERROR","msg":"x"}' },
  { "info", '{"level":30,"msg":"x"}' },
  { "fatal", '{"level":60,"msg":"x"}' },
  { "unknown", '{"level":1,"msg":"x"}' },
  { "info", 'ts=2026-11-22T10:00:00Z caller=main.go:1 level=info msg="ok"' },
  { "error", 'time="2026-11-22T10:00:00Z" level="error" msg=x' },
  { "warn", 'time="2026-11-22T10:00:00Z" level=warning msg="x"' },
  { "debug", "logger=sqlstore t=1 lvl=dbug msg=x" },
  { "unknown", "sublevel=info" },
  { "info", "[2026-11-22T10:00:00,000][INFO ][o.o.n.Node] [logs-n196] started" },
  { "warn", "[2026-11-22T10:00:00,000][WARN ][o.o.c.Bootstrap] level of ERROR" },
  { "warn", "[2026/11/22 10:00:00] [ warn] [engine] failed to flush chunk" },
  { "error", "2026/11/22 10:00:00 [error] 7#7: *1 connect() failed" },
  { "info", "[INFO] plugin/reload: running" },
  { "info", "2026-11-22 10:00:00 INFO  something" },
  { "error", "ERROR: relation does not exist" },
  { "error", "Error: boom" },
  { "unknown", '192.168.1.1 - - [22/Nov/2026:10:00:00 +0000] "GET /info HTTP/1.1" 200 5' },
  { "unknown", "STACKPROBE abc 1 2026-11-22T10:00:00Z" },
  { "unknown", "Information about the thing" },
  { "unknown", "" },
}
local wrong = 0
local function check(want, record)
  local line = tostring(record.log)
  local code, time, out = add_log_level("kube.x", 7, record)
  if out.log_level ~= want or code ~= 2 or time ~= 7 then
    wrong = wrong + 1
    print(string.format("want %s, got %s: %s", want, tostring(out.log_level), line))
  end
end
for _, case in ipairs(cases) do check(case[1], { log = case[2] }) end
check("unknown", {})
check("unknown", { log = 7 })
print(string.format("log_level: %d cases, %d wrong", #cases + 2, wrong))
os.exit(wrong == 0 and 0 or 1)
LUA
"$lua" "$work/test.lua" "$work/log_level.lua"
