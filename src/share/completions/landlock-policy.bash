# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Completion of landlock-policy(1) for bash. Builtins only: nothing is run on a Tab.

# _landlock_policy_files GLOB: the files that match, and directories to go on through.
_landlock_policy_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen -f -X "!$1" -- "$cur"; compgen -d -- "$cur")
}

# Files of policies, or ready ones by their names.
_landlock_policy_policies() {
	local file at=@
	if [[ $cur != @* ]]; then
		_landlock_policy_files '*.json'
		return
	fi
	[[ $COMP_WORDBREAKS != *@* ]] || at=
	for file in {/etc,/usr/share,/usr/local/share}/landlock-preload/policies/"${cur#@}"*.json; do
		[[ -e $file ]] || continue
		file=${file##*/}
		COMPREPLY+=("$at${file%.json}")
	done
}

# _landlock_policy_words WORD...
_landlock_policy_words() {
	mapfile -t COMPREPLY < <(compgen -W "$*" -- "$cur")
}

# The last right of a list with commas.
_landlock_policy_rights() {
	local before=''
	[[ $cur != *,* ]] || before=${cur%,*},
	mapfile -t COMPREPLY < <(compgen -P "$before" -W 'execute write_file read_file read_dir remove_dir remove_file
		make_char make_dir make_reg make_sock make_fifo make_block make_sym refer truncate ioctl_dev resolve_unix
		bind_tcp connect_tcp bind_udp connect_send_udp
		abi.all abi.read_execute abi.read_write abi.read abi.write' -- "${cur##*,}")
}

_landlock_policy_programs() {
	local file
	if [[ $cur != */* ]]; then
		mapfile -t COMPREPLY < <(compgen -c -- "$cur")
		return
	fi
	compopt -o filenames 2>/dev/null
	while read -r file; do
		[[ ! -x $file ]] || COMPREPLY+=("$file")
	done < <(compgen -f -- "$cur")
}

_landlock_policy() {
	# Where "@" breaks words, it is one of its own.
	local word last=0
	local -a words=("${COMP_WORDS[0]}")
	for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
		if [[ ${words[last]} == @ ]]; then words[last]+=$word; else words[++last]=$word; fi
	done
	local -a COMP_WORDS=("${words[@]}")
	local COMP_CWORD=$last
	local cur=${COMP_WORDS[COMP_CWORD]} previous place i
	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		_landlock_policy_words run check resolve list presets kernel target query explain learn cdi help --version --help
		return
	fi
	previous=${COMP_WORDS[COMP_CWORD - 1]}
	case ${COMP_WORDS[1]} in
	run | explain)
		case $previous in
		--library) _landlock_policy_files '*.so*' && return ;;
		--report) _landlock_policy_files '*' && return ;;
		esac
		# A policy, a program, and what is the program's own.
		place=0
		for ((i = 2; i < COMP_CWORD; i++)); do
			[[ ${COMP_WORDS[i]} == -* || ${COMP_WORDS[i - 1]} == --library || ${COMP_WORDS[i - 1]} == --report ]] || ((place += 1))
		done
		case $place in
		0)
			if [[ $cur == -* ]]; then
				case ${COMP_WORDS[1]} in
				run) _landlock_policy_words --strict --report --require-preload --new-session --library --json ;;
				explain) _landlock_policy_words --live --json --library ;;
				esac
			else
				_landlock_policy_policies
			fi
			;;
		1) _landlock_policy_programs ;;
		esac
		;;
	learn)
		case $previous in
		--library) _landlock_policy_files '*.so*' && return ;;
		--output | -o) _landlock_policy_files '*.json' && return ;;
		--keep) _landlock_policy_files '*' && return ;;
		esac
		for ((i = 2; i < COMP_CWORD; i++)); do
			[[ ${COMP_WORDS[i]} == -* || ${COMP_WORDS[i - 1]} == @(--library|--output|-o|--keep) ]] || return
		done
		if [[ $cur == -* ]]; then
			_landlock_policy_words --output --keep --merge --check --library
		else
			_landlock_policy_programs
		fi
		;;
	cdi)
		case $previous in
		--library | --musl) _landlock_policy_files '*.so*' && return ;;
		--kind) return ;;
		esac
		if [[ $cur == -* ]]; then
			_landlock_policy_words --kind --library --musl
		else
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		fi
		;;
	help)
		((COMP_CWORD != 2)) || _landlock_policy_words run check resolve list presets kernel target query explain learn cdi
		;;
	check)
		_landlock_policy_policies
		;;
	list)
		[[ $cur != -* ]] || _landlock_policy_words --json
		;;
	resolve)
		if [[ $previous == --program ]]; then
			_landlock_policy_programs
		elif [[ $cur == -* ]]; then
			_landlock_policy_words --plain --unescaped --program
		else
			_landlock_policy_policies
		fi
		;;
	query)
		if [[ $previous == --program ]]; then
			_landlock_policy_programs
			return
		fi
		if [[ $cur == -* ]]; then
			_landlock_policy_words --program
			return
		fi
		# The option and its value are no operands.
		place=$COMP_CWORD
		for ((i = 2; i < COMP_CWORD; i++)); do
			[[ ${COMP_WORDS[i]} != --program ]] || ((place -= 2))
		done
		case $place in
		2) _landlock_policy_policies ;;
		3) _landlock_policy_rights ;;
		4)
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
			;;
		esac
		;;
	target)
		if [[ $previous == --library ]]; then
			_landlock_policy_files '*.so*'
			return
		fi
		# There is one program, and what follows it is nothing of ours.
		for ((i = 2; i < COMP_CWORD; i++)); do
			[[ ${COMP_WORDS[i]} == -* || ${COMP_WORDS[i - 1]} == --library ]] || return
		done
		if [[ $cur == -* ]]; then
			_landlock_policy_words --library
		else
			_landlock_policy_programs
		fi
		;;
	esac
}

complete -F _landlock_policy landlock-policy
