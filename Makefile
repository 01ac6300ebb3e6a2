# gongkai: make demo | test | check | bench | docs | fuzz | wheel | clean
#
# Works in a private environment (.venv); it is installed again only when pyproject.toml changed or the
# checkout was moved. Only relative paths here, so the checkout may lie in a folder with spaces in its name.
#   make PYTHON=python3.12 demo     another Python (3.11 or newer)
#   make demo ARGS="--help"         options for the command
#   make test JOBS=4 ARGS="-k clock"

PYTHON ?= python3
JOBS ?= 2
ARGS ?=

BIN := .venv/bin
# two -q: errors only
PIP := $(BIN)/python -m pip --disable-pip-version-check -q -q
# what the program needs / what developing it needs; each stamp holds the folder it was made in
RUN := .venv/.installed-run
DEV := .venv/.installed-dev

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check bench docs fuzz wheel clean moved

help:
	@echo "make demo    试用演示单位 · try the demonstration office"
	@echo "make test    全部测试（SQLite 与 PostgreSQL）· all tests, on SQLite and PostgreSQL"
	@echo "make check   格式、规则、类型、分层、文档与打包 · format, lint, types, layers, docs, packaging"
	@echo "make bench   性能测量 · measurements"
	@echo "make docs    文档网站到 site/ · the documentation as a site in site/"
	@echo "make fuzz    用损坏的表格反复导入 · damaged sheets against the import"
	@echo "make wheel   生成安装包到 dist/ · build the wheel into dist/"
	@echo "make clean   删除 .venv 与各种缓存 · remove .venv and caches"

demo: $(RUN)
	@$(BIN)/gongkai demo $(ARGS)

# loadfile: what the tests of one file share (a built wheel, a filled office) is made once
test: $(DEV)
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

check: $(DEV)
	@$(BIN)/ruff format --check --quiet . || { echo "ruff format ." >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/mypy --explicit-package-bases --allow-untyped-defs --allow-incomplete-defs --allow-untyped-calls --follow-imports=silent --exclude 'tests/(tui|plugins/broken)' tests
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -p no:xdist tests/docs tests/packaging $(ARGS)

bench: $(DEV)
	@$(PIP) install -e '.[bench]' || { $(PIP_FAILED); }
	@$(BIN)/python -m benchmarks $(ARGS)

docs: $(DEV)
	@$(PIP) install -e '.[docs]' || { $(PIP_FAILED); }
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --clean

fuzz: $(DEV)
	@$(BIN)/python tools/fuzz_sheets.py $(ARGS)

wheel: $(DEV)
	@rm -rf build *.egg-info
	@log=$$($(BIN)/python -m build --no-isolation --outdir dist . 2>&1) || { echo "$$log" >&2; exit 1; }
	@ls dist/*.whl

clean:
	@rm -rf .venv build dist *.egg-info src/*.egg-info
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name .git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

# A moved or copied .venv points into the old folder: its stamps hold another path, so they are made again.
ifneq "$(shell cat $(RUN) 2>/dev/null)" "$(CURDIR)"
$(RUN): moved
endif
ifneq "$(shell cat $(DEV) 2>/dev/null)" "$(CURDIR)"
$(DEV): moved
endif

$(RUN): pyproject.toml
	@$(ENVIRONMENT)
	@echo "正在准备运行环境 .venv，首次约需一分钟…… Preparing .venv, about a minute the first time" >&2
	@$(PIP) install -e . || { $(PIP_FAILED); }
	@pwd > $@

$(DEV): pyproject.toml
	@$(ENVIRONMENT)
	@echo "正在准备开发环境 .venv，首次约需几分钟…… Preparing .venv for development, some minutes the first time" >&2
	@$(PIP) install -e '.[dev]' || { $(PIP_FAILED); }
	@pwd > $(RUN)
	@pwd > $@

# Keeps a working .venv of this folder; anything else is made anew.
define ENVIRONMENT
elsewhere=$$(cat $(RUN) $(DEV) 2>/dev/null | grep -vxF "$$(pwd)"); \
if [ -n "$$elsewhere" ] || ! $(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
  if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
    found=$$($(PYTHON) --version 2>/dev/null || echo '?'); \
    echo "需要 Python 3.11 或更高版本（$(PYTHON)：$$found）。可另行指定，例如：make PYTHON=python3.12 demo" >&2; \
    echo "Python 3.11 or newer is needed ($(PYTHON): $$found). Name another one: make PYTHON=python3.12 demo" >&2; \
    exit 1; \
  fi; \
  if ! $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then \
    echo "$(PYTHON) 缺少 venv 或 ensurepip 模块；Debian、Ubuntu 请先执行：apt install python3-venv" >&2; \
    echo "$(PYTHON) has no venv or no ensurepip; on Debian or Ubuntu first run: apt install python3-venv" >&2; \
    exit 1; \
  fi; \
  $(PYTHON) -m venv --clear .venv || exit 1; \
fi
endef

define PIP_FAILED
echo "安装未完成，原因见上；内网环境请先为 pip 配置可用的镜像，再执行一次。" >&2; \
echo "The installation did not finish, see above; behind a firewall, point pip to a mirror first, then run again." >&2; \
exit 1
endef
