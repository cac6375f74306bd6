package dev.ferkel.internal.engine;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One answer, for Java Flight Recorder. */
@Name("dev.ferkel.Request")
@Label("Request")
@Category("Ferkel")
@Description("An answer from its submission to its end")
@StackTrace(false)
final class RequestEvent extends jdk.jfr.Event {
    @Label("Number")
    long number;

    @Label("Sample")
    int sample;

    @Label("Prompt Tokens")
    int promptTokens;

    @Label("Cached Tokens")
    int cachedTokens;

    @Label("Completion Tokens")
    int completionTokens;

    @Label("Queued")
    @Timespan(Timespan.NANOSECONDS)
    long queueNanos;

    @Label("Time to First Token")
    @Timespan(Timespan.NANOSECONDS)
    long promptNanos;

    @Label("Generation")
    @Timespan(Timespan.NANOSECONDS)
    long generationNanos;

    @Label("Reason")
    String reason = "";
}
