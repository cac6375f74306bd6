package dev.ferkel;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The walls between the modules and packages of ARCHITECTURE.md. */
class ArchitectureTest {
    private static final String[] TENSOR = {
        "dev.ferkel.error",
        "dev.ferkel.internal.tensor..",
        "dev.ferkel.internal.format..",
        "dev.ferkel.internal.kernel..",
        "dev.ferkel.internal.ops..",
        "dev.ferkel.internal.autograd.."
    };
    private static final String[] MODEL = {
        "dev.ferkel.internal.model..",
        "dev.ferkel.internal.config..",
        "dev.ferkel.internal.checkpoint..",
        "dev.ferkel.internal.conversion..",
        "dev.ferkel.internal.hub..",
        "dev.ferkel.internal.tokenizer..",
        "dev.ferkel.internal.chat.."
    };
    private static final String[] ENGINE = {
        "dev.ferkel",
        "dev.ferkel.internal.engine..",
        "dev.ferkel.internal.cache..",
        "dev.ferkel.internal.constraint..",
        "dev.ferkel.internal.sampling..",
        "dev.ferkel.internal.speculative..",
        "dev.ferkel.internal.tool..",
        "dev.ferkel.internal.assistant..",
        "dev.ferkel.internal.constraint.."
    };
    private static final String[] SERVER = {"dev.ferkel.internal.api..", "dev.ferkel.internal.server.."};
    private static final String[] TRAIN = {
        "dev.ferkel.internal.bpe..",
        "dev.ferkel.internal.corpus..",
        "dev.ferkel.internal.eval..",
        "dev.ferkel.internal.grading..",
        "dev.ferkel.internal.grpo..",
        "dev.ferkel.internal.optim..",
        "dev.ferkel.internal.plan..",
        "dev.ferkel.internal.pretrain..",
        "dev.ferkel.internal.problem..",
        "dev.ferkel.internal.report..",
        "dev.ferkel.internal.reward..",
        "dev.ferkel.internal.rows..",
        "dev.ferkel.internal.run..",
        "dev.ferkel.internal.sft..",
        "dev.ferkel.internal.teacher..",
        "dev.ferkel.reward.."
    };
    private static final String[] CLI = {"dev.ferkel.cli.."};

    /** Packages that no program outside the house has to know. */
    private static final String[] INSIDE = {
        "dev.ferkel.internal.tensor..",
        "dev.ferkel.internal.format..",
        "dev.ferkel.internal.kernel",
        "dev.ferkel.internal.ops..",
        "dev.ferkel.internal.tokenizer..",
        "dev.ferkel.internal.hub..",
        "dev.ferkel.internal.cache..",
        "dev.ferkel.internal.sampling..",
        "dev.ferkel.internal.speculative.."
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.ferkel")
            .that(resideOutsideOfPackages("dev.ferkel.testing.."));

    @Test
    void modulesPointDownward() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("tensor")
                .definedBy(TENSOR)
                .layer("model")
                .definedBy(MODEL)
                .layer("engine")
                .definedBy(ENGINE)
                .layer("train")
                .definedBy(TRAIN)
                .optionalLayer("cli")
                .definedBy(CLI)
                .layer("server")
                .definedBy(SERVER)
                .whereLayer("server")
                .mayOnlyAccessLayers("engine", "model", "tensor")
                .whereLayer("tensor")
                .mayNotAccessAnyLayer()
                .whereLayer("model")
                .mayOnlyAccessLayers("tensor")
                .whereLayer("engine")
                .mayOnlyAccessLayers("model", "tensor")
                .whereLayer("train")
                .mayOnlyAccessLayers("engine", "model", "tensor")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .ensureAllClassesAreContainedInArchitecture()
                .check(CLASSES);
    }

    /** What others build on; everything else is called internal. The terminal and the measurements are programs. */
    @Test
    void publicPackagesAreFew() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).filter(p -> !p.startsWith("dev.ferkel.internal.")))
                .containsOnly("dev.ferkel", "dev.ferkel.error", "dev.ferkel.reward", "dev.ferkel.cli");
    }

    /** A package and those below it count as one. */
    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.ferkel.internal.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void vectorsAreUsedByKernelsOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.ferkel.internal.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jdk.incubator.vector..")
                .check(CLASSES);
    }

    /** All of memory as one segment, segments made from addresses and calls to native code stay where bounds are checked. */
    @Test
    void rawMemoryIsTheTensorModulesOwn() {
        noClasses()
                .that(are(resideOutsideOfPackages(TENSOR)))
                .should()
                .accessField(Memory.class, "ALL")
                .orShould()
                .callMethodWhere(target(owner(JavaClass.Predicates.assignableTo(MemorySegment.class)))
                        .and(target(nameMatching("reinterpret|ofAddress"))))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Linker.class)
                .check(CLASSES);
    }

    /** Nobody prints but the command, and it through its own console. */
    @Test
    void librariesDoNotPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages(CLI)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    /** Package-private by default: inside the house, what is public is used from another package. */
    @Test
    void publicIsWhatOthersUse() {
        var used = CLASSES.stream()
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> !d.getOriginClass()
                        .getPackageName()
                        .equals(d.getTargetClass().getPackageName()))
                .map(d -> outermost(d.getTargetClass()))
                .collect(Collectors.toSet());
        var idle = CLASSES.that(resideInAnyPackage(INSIDE)).stream()
                .filter(c -> c.isTopLevelClass() && c.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(c -> !used.contains(c))
                .map(JavaClass::getName);
        assertThat(idle).isEmpty();
    }

    private static JavaClass outermost(JavaClass c) {
        return c.getEnclosingClass().map(ArchitectureTest::outermost).orElse(c);
    }
}
