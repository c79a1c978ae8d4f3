// The editor: CodeMirror with SPARQL. It takes its colours from the page's own variables, so that light and dark need
// no word here, and leaves Tab to the page, so that a keyboard gets out of it as it got in. Caret and selection are the
// browser's own: they stay visible in forced colours.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, ifNotIn } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--card)", border: "1px solid var(--edge)", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "ui-monospace, \"SF Mono\", \"DejaVu Sans Mono\", monospace", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-gutters": { color: "var(--quiet)", backgroundColor: "var(--card)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine": { backgroundColor: "transparent", boxShadow: "inset 2px 0 var(--accent)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--accent)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", outline: "1px dashed var(--quote)" },
  ".cm-tooltip": { color: "var(--text)", backgroundColor: "var(--card)", border: "1px solid var(--edge)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--text)", backgroundColor: "var(--mark)" },
  ".cm-completionDetail": { color: "var(--quiet)", fontStyle: "normal" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: tags.string, color: "var(--quote)" },
  { tag: tags.variableName, color: "var(--text)", fontWeight: "600" },
]);

// The mode looks for a name from each letter of a long word anew: 100,000 letters would take it most of a minute.
const LONGEST_LINE = 2000;
const language = {
  ...sparql,
  token(stream, state) {
    if (stream.string.length <= LONGEST_LINE) return sparql.token(stream, state);
    stream.skipToEnd();
    return null;
  },
};

// A text field for a query in `parent`. Completion offers `terms` and `prefixes`; Ctrl or Cmd with Enter calls onRun.
export function editor(parent, { text, label, prefixes, terms, onRun }) {
  const run = () => {
    onRun();
    return true;
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run }, { key: "Ctrl-Enter", run }]), // first: the default keys have one of these
        lineNumbers(), history(), bracketMatching(), closeBrackets(), highlightActiveLine(),
        StreamLanguage.define(language), syntaxHighlighting(colours), theme, EditorView.lineWrapping,
        autocompletion({ override: [ifNotIn(["comment", "string"], completer(prefixes, terms))], icons: false }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
      ],
    }),
  });
  return {
    get text() { return view.state.doc.toString(); },
    set text(value) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value }, selection: { anchor: 0 } }); },
    focus: () => view.focus(),
    element: view.dom,
  };
}

// Offers the page's terms by name, each with its label; a prefix alone offers what comes after it.
function completer(prefixes, terms) {
  const options = [
    ...terms.map(({ name, label, kind }) => ({ label: name, detail: label, type: kind })),
    ...Object.entries(prefixes).map(([name, namespace]) => ({ label: `${name}:`, detail: namespace, type: "namespace", boost: -1 })),
  ];
  return (context) => {
    const word = context.matchBefore(/[?$@<]?[\w:-]*/); // what begins with one of the four is no compact name
    if (/^[?$@<]/.test(word.text) || (word.text === "" && !context.explicit)) return null;
    return { from: word.from, options, validFor: /^[\w:-]*$/ };
  };
}
