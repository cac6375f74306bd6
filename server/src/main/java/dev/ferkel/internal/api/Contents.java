package dev.ferkel.internal.api;

import java.util.Optional;

/** A message's content: text, or parts of which all are text. */
final class Contents {
    private static final int MOST_PARTS = 4096;

    private Contents() {}

    /** Empty where it is null or missing. */
    static Optional<String> of(Fields message, String name) {
        if (!message.has(name)) {
            return Optional.empty();
        }
        if (message.get(name).isString()) {
            return Optional.of(message.string(name));
        }
        if (!message.get(name).isArray()) {
            throw ApiException.badType(
                    message.path(name), "'%s' is neither a string nor an array of parts", message.path(name));
        }
        var text = new StringBuilder();
        for (var part : message.objects(name, MOST_PARTS)) {
            var type = part.string("type");
            if (type.equals("refusal")) {
                text.append(part.string("refusal"));
            } else if (type.equals("text")) {
                text.append(part.string("text"));
            } else {
                throw ApiException.badValue(
                        part.path("type"), "'%s' is '%s'; only text can be read", part.path("type"), type);
            }
        }
        return Optional.of(text.toString());
    }
}
