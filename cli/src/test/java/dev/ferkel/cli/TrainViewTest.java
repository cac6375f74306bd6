package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainViewTest {
    private static String line(Map<String, ?> record) {
        var bytes = new ByteArrayOutputStream();
        var err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (var view =
                new TrainView(new Streams(InputStream.nullInputStream(), err, err, false, false, false), false)) {
            view.step(5, 5, record);
        }
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }

    /** What was asked and what is learned from are told apart; each reward is there, and the divergence where there is one. */
    @Test
    void reinforcement() {
        var record = new LinkedHashMap<String, Object>(Map.of(
                "reward", 0.5, "accuracy", 0.25, "format", 0.75, "length", 30.0, "entropy", 1.5, "seconds", 2.0));
        assertThat(line(record)).contains("reward 0.500  right 25.0 %  format 75.0 %  30 tokens  entropy 1.500  0 tok");
        record.put("accuracy learned from", 0.5);
        record.put("kl", 0.0123);
        var rewards = new LinkedHashMap<String, Double>();
        rewards.put("accuracy", 0.25);
        rewards.put("language", 0.875);
        rewards.put("com.acme.Brief", -0.1);
        record.put("rewards", rewards);
        assertThat(line(record))
                .contains("right 25.0 % (learned from 50.0 %)  format 75.0 %  language 0.875  Brief -0.100  30 tokens  "
                        + "entropy 1.500  kl 0.0123  0 tok");
    }

    @Test
    void fineTuning() {
        assertThat(line(Map.of("loss", 0.5, "bits per byte", 1.25)))
                .startsWith("[====================] 5/5  loss 0.5000  ")
                .endsWith("  held out 1.2500 bits/byte");
    }
}
