/// A shell that can complete the command line.
enum Shell: String, CaseIterable, ArgumentValue {
    case bash, zsh

    /// The script that the shell loads; it asks the program itself for candidates.
    func script(for program: String) -> String {
        let template =
            switch self {
            case .bash: Self.bashScript
            case .zsh: Self.zshScript
            }
        return template.split(separator: "PROGRAM", omittingEmptySubsequences: false).joined(
            separator: program)
    }

    private static let bashScript = #"""
        # Completion of PROGRAM for bash: source <(PROGRAM completions bash)
        _PROGRAM() {
            local index word explanation isAttached="" words=() current=${COMP_WORDS[COMP_CWORD]}
            # bash takes '--option=value' apart at the sign.
            for ((index = 1; index <= COMP_CWORD; index++)); do
                word=${COMP_WORDS[index]}
                if [[ $word == "=" && ${#words[@]} -gt 0 ]]; then
                    words[-1]+="="
                    isAttached=1
                elif [[ -n $isAttached ]]; then
                    words[-1]+=$word
                    isAttached=""
                else
                    words+=("$word")
                fi
            done
            local attachment=""
            [[ ${words[-1]} == --*=* ]] && attachment=${words[-1]%%=*}=
            [[ $current == "=" ]] && current=""
            COMPREPLY=()
            while IFS=$'\t' read -r word explanation; do
                case $word in
                :files | :directories)
                    compopt -o filenames 2>/dev/null
                    local action=-f name
                    [[ $word == :directories ]] && action=-d
                    while IFS= read -r name; do
                        COMPREPLY+=("$name")
                    done < <(compgen "$action" -- "$current")
                    ;;
                *) COMPREPLY+=("${word#"$attachment"}") ;;
                esac
            done < <("${COMP_WORDS[0]}" complete -- "${words[@]}" 2>/dev/null)
        }
        complete -F _PROGRAM PROGRAM

        """#

    private static let zshScript = #"""
        #compdef PROGRAM
        # Completion of PROGRAM for zsh: source <(PROGRAM completions zsh)
        _PROGRAM() {
            local word explanation
            local -a candidates
            while IFS=$'\t' read -r word explanation; do
                case $word in
                :files) [[ -prefix --*= ]] && compset -P '*='; _files ;;
                :directories) [[ -prefix --*= ]] && compset -P '*='; _files -/ ;;
                *) candidates+=("${word//:/\\:}${explanation:+:$explanation}") ;;
                esac
            done < <("${words[1]}" complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
            (( ${#candidates} )) && _describe PROGRAM candidates
        }
        if [[ ${funcstack[1]} == _PROGRAM ]]; then
            _PROGRAM "$@"
        else
            compdef _PROGRAM PROGRAM
        fi

        """#
}
