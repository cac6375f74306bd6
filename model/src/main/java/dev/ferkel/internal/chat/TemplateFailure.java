package dev.ferkel.internal.chat;

/** Rendering fails; what the template's caller is told. Without a stack trace: templates may fail often. */
final class TemplateFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean raised;

    TemplateFailure(String message) {
        this(message, false);
    }

    /** @param raised by the template itself, in words of its own */
    TemplateFailure(String message, boolean raised) {
        super(message, null, false, false);
        this.raised = raised;
    }

    boolean raised() {
        return raised;
    }
}
