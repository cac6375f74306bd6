package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.sft.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources of so many different problems and no more. */
class DistinctTest {
    private static final int N = 40;

    @TempDir
    Path folder;

    private List<Turn> turns(int from, int to, String... changes) throws IOException {
        var settings = (SftSettings)
                Recipes.read(folder, Recipes.REASONING, changes).stages().getFirst();
        var curriculum = new ChatCurriculum(settings, Optional.empty());
        var turns = curriculum.turns(settings.data().getFirst(), 5);
        return LongStream.range(from, to).mapToObj(turns::apply).toList();
    }

    private static String distinct(int n) {
        return "stages.0.sft.data.0.distinct=" + n;
    }

    @Test
    void eachOnceAPass() throws IOException {
        var first = turns(0, N, distinct(N));
        var second = turns(N, 2 * N, distinct(N));
        // solutions come along: the same problem is thought about each time or never
        assertThat(first).doesNotHaveDuplicates().isNotEqualTo(second).containsExactlyInAnyOrderElementsOf(second);
        assertThat(turns(0, N)).containsExactlyInAnyOrderElementsOf(first);
        assertThat(turns(0, 3, distinct(1))).containsOnly(turns(0, 1).getFirst());
    }

    @Test
    void withoutEnd() throws IOException {
        assertThat(turns(0, 2 * N).stream().distinct().count()).isGreaterThan(N + N / 2);
    }
}
