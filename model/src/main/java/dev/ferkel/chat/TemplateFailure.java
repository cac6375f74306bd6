package dev.ferkel.chat;

/** Rendering fails; what the template's caller is told. Without a stack trace: templates may fail often. */
final class TemplateFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    TemplateFailure(String message) {
        super(message, null, false, false);
    }
}
