package dev.ferkel.cli;

/** Text with a terminal's attributes, or plain text where the stream is no terminal or {@code NO_COLOR} is set. */
record Style(boolean terminal, boolean colours) {
    Style(boolean terminal) {
        this(terminal, terminal && System.getenv().getOrDefault("NO_COLOR", "").isEmpty());
    }

    String dim(String text) {
        return with("2", text);
    }

    String bold(String text) {
        return with("1", text);
    }

    /** On one of a few quiet backgrounds. */
    String onBackground(int number, String text) {
        int[] backgrounds = {153, 193, 224, 229, 183};
        return with("30;48;5;" + backgrounds[number % backgrounds.length], text);
    }

    private String with(String code, String text) {
        return colours && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Text of a model or a file: a terminal must not take it for commands. Files get it as it is. */
    String safe(String text) {
        if (!terminal || text.chars().noneMatch(Style::commands)) {
            return text;
        }
        var safe = new StringBuilder();
        text.chars().forEach(c -> safe.append(commands(c) ? '\ufffd' : (char) c));
        return safe.toString();
    }

    private static boolean commands(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\t';
    }
}
