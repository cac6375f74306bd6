package dev.ferkel.internal.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class PhrasingsTest {
    @Test
    void everyFormHasSixForTrainingAndTwoKept() {
        for (String form : Phrasings.forms()) {
            Phrasings phrasings = Phrasings.of(form);
            assertThat(phrasings.known).as(form).hasSizeGreaterThanOrEqualTo(6);
            assertThat(phrasings.held).as(form).hasSizeGreaterThanOrEqualTo(2);
            var templates = new HashSet<String>();
            phrasings.known.forEach(p -> templates.add(p.template()));
            phrasings.held.forEach(p -> templates.add(p.template()));
            assertThat(templates).as(form).hasSize(phrasings.known.size() + phrasings.held.size());
        }
    }
}
