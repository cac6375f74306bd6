package dev.ferkel.chat;

/** Rendering fails; what the template's caller is told. Without a stack trace: templates may fail often. */
final class TemplateFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Whether the message is the template's own ({@code raise_exception}). */
    final boolean raised;

    TemplateFailure(String message) {
        this(message, false);
    }

    TemplateFailure(String message, boolean raised) {
        super(message, null, false, false);
        this.raised = raised;
    }
}
