package dev.ferkel.cli;

/** Writes an answer as it comes: text or ids on the standard output, reasoning dimmed beside it on a terminal. */
final class RunOutput implements Reply.Listener {
    private final Streams streams;
    private final RunCommand.Output kind;
    private final boolean showsReasoning;
    private final Answering answering;
    private boolean reasoned;
    private boolean begun;
    private boolean lineOpen;

    RunOutput(Streams streams, RunCommand.Output kind, boolean quiet, Answering answering) {
        this.streams = streams;
        this.kind = kind;
        this.showsReasoning = kind == RunCommand.Output.text && streams.errTerminal() && !quiet;
        this.answering = answering;
    }

    @Override
    public void token(int id) {
        if (kind == RunCommand.Output.ids) {
            show((begun ? "," : "") + id);
        }
    }

    @Override
    public void reasoning(String text) {
        if (showsReasoning) {
            reasoned = true;
            streams.err().print(streams.errStyle().dim(streams.errStyle().safe(text)));
            streams.err().flush();
        }
    }

    @Override
    public void answer(String text) {
        if (kind == RunCommand.Output.text && !text.isEmpty()) {
            if (reasoned) {
                streams.note("\n");
                reasoned = false;
            }
            show(streams.style().safe(text));
        }
    }

    private void show(String text) {
        begun = true;
        lineOpen = !text.endsWith("\n");
        if (!streams.show(text)) {
            answering.cancel();
        }
    }

    /** The answer is whole: its last line is ended. */
    void end() {
        if (lineOpen || !begun) {
            streams.show("\n");
        }
    }
}
