package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.sft.OtherQuestions;
import dev.ferkel.internal.sft.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked: so many different problems and no more, or after another question. */
class ChatCurriculumTest {
    private static final int N = 40;

    @TempDir
    Path folder;

    private List<Turn> turns(int from, int to, String... changes) throws IOException {
        return turns(0, from, to, changes);
    }

    private List<Turn> turns(int source, int from, int to, String... changes) throws IOException {
        var settings = (SftSettings)
                Recipes.read(folder, Recipes.REASONING, changes).stages().getFirst();
        var curriculum = new ChatCurriculum(settings, Optional.empty());
        var turns = curriculum.turns(settings.data().get(source), 5);
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

    /** The same other questions, some of them after a problem and its answer. */
    @Test
    void othersAfterAProblem() throws IOException {
        var alone = turns(1, 0, 100);
        var after = turns(1, 0, 100, "stages.0.sft.data.1.others.earlier=0.5");
        assertThat(alone).allSatisfy(t -> assertThat(t.history()).hasSize(1));
        long later = after.stream().filter(t -> t.history().size() == 3).count();
        assertThat(later).isBetween(30L, 70L);
        for (int i = 0; i < 100; i++) {
            assertThat(after.get(i).history().getLast())
                    .isEqualTo(alone.get(i).history().getFirst());
            assertThat(after.get(i).answer()).isEqualTo(OtherQuestions.ANSWER);
        }
    }

    @Test
    void withoutEnd() throws IOException {
        assertThat(turns(0, 2 * N).stream().distinct().count()).isGreaterThan(N + N / 2);
    }
}
