# make          what can be done
# make report   from a bare Python to the reports of inputs/ in outputs/
# make test     the tests
#
# PYTHON names the interpreter that makes .venv (default python3); VENV names another folder than .venv.

PYTHON ?= python3
VENV ?= .venv

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
WHAT_IS_INSTALLED := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help report test lint bench scale soak

help: ## 列出可用的命令
	@echo "用法：make 命令 [PYTHON=python3.12]"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

report: $(VENV)/installed ## 建 .venv、安装，把 inputs/ 的每份数据生成为 outputs/ 里的报告
	$(BIN)/perfgen build inputs/*.toml -o outputs

test: $(VENV)/installed-dev ## 运行测试（ARGS="-k 名称" 只运行一部分）
	$(BIN)/python -m pytest -n auto $(ARGS)

lint: $(VENV)/installed-dev ## 检查代码的写法和类型
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

bench: $(VENV)/installed-dev ## 测速：与 docxtpl 和 node 的引擎比，写 benchmarks/结果.md（DATE=2026-01-31 写上日期）
	$(BIN)/python -m benchmarks.run --date "$(DATE)"

scale: $(VENV)/installed-dev ## 测量 100、1000、10000 份报告的速度和内存
	$(BIN)/python -m benchmarks.scale

soak: $(VENV)/installed-dev ## build、pull、watch 各在五十个时刻强行中断，两千处随机改动，一万个改坏的模板，一万份报告逐份检查
	$(BIN)/python -m benchmarks.soak

$(VENV)/installed: $(VENV)/made $(WHAT_IS_INSTALLED)
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "需要 Python 3.11 或更新的版本；另有一个时写 make PYTHON=python3.12 …" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	    { echo "这个 Python 缺少 venv；Debian、Ubuntu 上运行 apt install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@touch $@
