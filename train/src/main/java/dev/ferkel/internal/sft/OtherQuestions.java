package dev.ferkel.internal.sft;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Questions that a small reasoner can't answer, and what it says instead: so that it says so of others, too. */
public final class OtherQuestions {
    /** What it says. */
    public static final String ANSWER =
            "I can't help with that: I only solve small problems of arithmetic, dates, units, sequences, sorting and logic.";

    private static final String REASONING = "This is none of my kinds of problems.\n";

    private static final List<String> FORMS = List.of(
            "What is the capital of {}?",
            "Tell me about {}.",
            "Who wrote {}?",
            "Write a poem about {}.",
            "Write a Java program that prints {}.",
            "Explain {} to a child.",
            "How do I cook {}?",
            "What do you think of {}?",
            "Translate {} into German.",
            "Why is {} so popular?",
            "Give me a summary of {}.",
            "Is {} dangerous?",
            "Where can I buy {}?",
            "What is the weather in {}?",
            "Who is the president of {}?",
            "Tell me a joke about {}.",
            "How does {} work?",
            "What does {} mean?",
            "When was {} invented?",
            "Can you recommend a book on {}?",
            "Write an email about {}.",
            "Do you like {}?",
            "What is the best way to learn {}?",
            "Describe {} in one sentence.");

    private static final List<String> THINGS = List.of(
            "France",
            "Japan",
            "Peru",
            "Kenya",
            "Norway",
            "Berlin",
            "Chicago",
            "Rome",
            "the moon",
            "the sea",
            "a cat",
            "a dog",
            "a piglet",
            "rice",
            "bread",
            "soup",
            "coffee",
            "chess",
            "football",
            "music",
            "the piano",
            "painting",
            "Hamlet",
            "Faust",
            "the Odyssey",
            "a novel",
            "love",
            "winter",
            "the rain",
            "gravity",
            "light",
            "atoms",
            "electricity",
            "computers",
            "the internet",
            "Linux",
            "Python",
            "Java",
            "databases",
            "a network",
            "banks",
            "money",
            "taxes",
            "history",
            "the Romans",
            "dinosaurs",
            "volcanoes",
            "bees",
            "trees",
            "gardening",
            "cars",
            "trains",
            "airplanes",
            "bicycles",
            "doctors",
            "sleep",
            "dreams",
            "philosophy",
            "poetry",
            "happiness",
            "friendship");

    private static final List<String> REMARKS = List.of(
            "Hello!",
            "Hi",
            "Hi there!",
            "Good morning.",
            "How are you?",
            "Who are you?",
            "What can you do?",
            "What is your name?",
            "Thank you!",
            "Goodbye.",
            "Are you a human?",
            "Sing a song.",
            "Tell me a story.",
            "I am bored.",
            "What is new?",
            "Help me.",
            "test",
            "asdf",
            "Write some code.",
            "What time is it?",
            "What is the meaning of life?");

    private OtherQuestions() {}

    /** One of them, with an answer. */
    public static Turn turn(SplittableRandom random, boolean thinking) {
        var question = random.nextInt(4) == 0
                ? pick(random, REMARKS)
                : pick(random, FORMS).replace("{}", pick(random, THINGS));
        return Turn.of(question, thinking ? Optional.of(REASONING) : Optional.empty(), ANSWER);
    }

    private static String pick(SplittableRandom random, List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
