package com.example;

import dev.ferkel.ChatRequest;
import dev.ferkel.Ferkel;
import dev.ferkel.Message;
import java.nio.file.Path;

/** The README's lines. */
final class Main {
    private Main() {}

    public static void main(String[] args) {
        try (var model = Ferkel.load(Path.of(args[0]))) {
            System.out.println(model.chat("Hello!").content());

            var request = ChatRequest.builder()
                    .message(Message.system("You answer questions about countries, briefly."))
                    .message(Message.user("What is the capital of France?"))
                    .temperature(0)
                    .build();
            try (var stream = model.stream(request)) {
                stream.forEachRemaining(piece -> System.out.print(piece.text()));
            }
        }
    }
}
