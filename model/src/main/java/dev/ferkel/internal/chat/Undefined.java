package dev.ferkel.internal.chat;

/** A variable or attribute that isn't there: prints as nothing, is false, and fails where it is used further. */
record Undefined(String name) {
    TemplateFailure failure() {
        return new TemplateFailure("'" + name + "' is undefined");
    }
}
