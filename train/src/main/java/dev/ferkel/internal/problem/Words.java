package dev.ferkel.internal.problem;

import java.util.List;

/** Names and nouns of the stories; those called new are kept from TRAIN. */
final class Words {
    static final List<String> NAMES = List.of(
            "Anna", "Ben", "Clara", "David", "Emma", "Finn", "Greta", "Hugo", "Ida", "Jan", "Klara", "Leo", "Mia",
            "Noah", "Olga", "Paul", "Rosa", "Sam", "Tom", "Vera");
    static final List<String> NEW_NAMES =
            List.of("Alma", "Bruno", "Edda", "Felix", "Iris", "Karl", "Lotte", "Max", "Nora", "Oscar", "Ruth", "Simon");

    static final List<String> ITEMS = List.of(
            "apples", "books", "cards", "coins", "cups", "eggs", "marbles", "nuts", "pencils", "pears", "shells",
            "stamps");
    static final List<String> WORDS = List.of(
            "apple", "bird", "boat", "bread", "cat", "chair", "cloud", "dog", "door", "egg", "farm", "fish", "flower",
            "fox", "garden", "glass", "hat", "horse", "house", "ice", "island", "key", "king", "lamp", "leaf", "lion",
            "milk", "moon", "mouse", "nest", "night", "ocean", "pen", "pig", "queen", "rain", "river", "road", "sea",
            "ship", "snow", "stone", "sun", "table", "tree", "uncle", "village", "water", "window", "wolf", "year",
            "zebra");
    static final List<String> NEW_WORDS = List.of(
            "ant", "autumn", "bell", "bridge", "candle", "cow", "desk", "eagle", "fire", "forest", "goat", "hill",
            "iron", "jar", "kite", "ladder", "map", "needle", "owl", "paper", "rabbit", "salt", "sheep", "tower",
            "valley", "wind");

    private Words() {}
}
