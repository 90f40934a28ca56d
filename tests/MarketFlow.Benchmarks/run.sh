#!/usr/bin/env bash
# Runs every class of benchmarks, or those named, and refreshes the tables under docs/explanation/benchmarks.
#   tests/MarketFlow.Benchmarks/run.sh                     all of them, about 25 minutes
#   tests/MarketFlow.Benchmarks/run.sh FanOut Ingest       only these
#   PROVISIONAL=1 tests/MarketFlow.Benchmarks/run.sh       says so in the files: the machine had other work
set -euo pipefail
cd "$(dirname "$0")/../.."
results=$(mktemp -d)
pages=docs/explanation/benchmarks
classes=("$@")
if [ ${#classes[@]} -eq 0 ]; then
  classes=(OperatorChain OneHop OperatorPieces WindowedDedup DecodeMassive EncodeEvent FanOut TopicIndexing Ingest Scaling LaneScaling Detectors)
fi

dotnet build tests/MarketFlow.Benchmarks -c Release --nologo -v q
benchmarks=tests/MarketFlow.Benchmarks/bin/Release/net10.0/MarketFlow.Benchmarks.dll

# What is above the mark is written by hand and stays.
mark='<!-- Below: written by tests/MarketFlow.Benchmarks/run.sh -->'
for class in "${classes[@]}"; do
  dotnet "$benchmarks" --filter "MarketFlow.Benchmarks.$class*.*" --artifacts "$results/$class" >"$results/$class.log" || { tail -n 50 "$results/$class.log"; exit 1; }
  page=$pages/$class.md
  head=$(sed "/^<!-- Below:/,\$d" "$page")
  {
    printf '%s\n\n%s\n\n' "$head" "$mark"
    printf 'Commit %s, %s.' "$(git rev-parse --short HEAD)" "$(date -u +%Y-%m-%d)"
    if [ -n "${PROVISIONAL:-}" ]; then printf ' **Provisional, machine shared**: other work ran at the same time.'; fi
    printf '\n'
    for table in "$results/$class"/results/*-report-github.md; do
      printf '\n'
      name=$(basename "$table" -report-github.md)
      case $name in *_*_ | *'<'*) printf '`%s`\n\n' "${name#MarketFlow.Benchmarks.}" ;; esac
      sed -e 's/[[:space:]]*$//' "$table"
    done
    if [ "$class" = WindowedDedup ]; then
      printf '\n'
      dotnet "$benchmarks" memory
    fi
    if [ "$class" = Detectors ]; then
      printf '\n'
      dotnet "$benchmarks" detector-memory
    fi
  } >"$results/page.md"
  mv "$results/page.md" "$page"
  echo "$class: $page"
done
rm -rf "$results"
