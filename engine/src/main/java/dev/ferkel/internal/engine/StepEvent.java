package dev.ferkel.internal.engine;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One forward pass, for Java Flight Recorder. */
@Name("dev.ferkel.Step")
@Label("Engine Step")
@Category("Ferkel")
@Description("A forward pass over rows of several requests, with sampling")
@StackTrace(false)
final class StepEvent extends jdk.jfr.Event {
    @Label("Rows")
    int rows;

    @Label("Generating")
    int generating;

    @Label("Prompt Rows")
    int promptRows;

    @Label("Tokens Given")
    int tokens;

    @Label("Waiting")
    int waiting;

    @Label("Used Pages")
    int usedPages;
}
