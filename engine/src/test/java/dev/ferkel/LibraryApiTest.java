package dev.ferkel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.Engine;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the library shows its users: types of the JDK, of its own package, and {@link FerkelException}. */
class LibraryApiTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.ferkel");

    @Test
    void showsNoInternalType() {
        classes()
                .that()
                .resideInAPackage("dev.ferkel")
                .should(new ShowOwnTypes())
                .check(CLASSES);
    }

    /** The rule would notice. */
    @Test
    void anInternalTypeIsSeen() {
        assertThat(ShowOwnTypes.shown(CLASSES.get(Engine.class))).anyMatch(ShowOwnTypes::internal);
    }

    private static final class ShowOwnTypes extends ArchCondition<JavaClass> {
        ShowOwnTypes() {
            super("show only types of the JDK, of dev.ferkel, and FerkelException");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (!isPublic(type)) {
                return;
            }
            shown(type).stream()
                    .filter(ShowOwnTypes::internal)
                    .forEach(t ->
                            events.add(SimpleConditionEvent.violated(type, type.getName() + " shows " + t.getName())));
        }

        private static boolean isPublic(JavaClass type) {
            return type.getModifiers().contains(JavaModifier.PUBLIC)
                    && type.getEnclosingClass().map(ShowOwnTypes::isPublic).orElse(true);
        }

        static Set<JavaClass> shown(JavaClass type) {
            Predicate<Set<JavaModifier>> visible =
                    m -> m.contains(JavaModifier.PUBLIC) || m.contains(JavaModifier.PROTECTED);
            Stream<JavaType> codeUnits = type.getCodeUnits().stream()
                    .filter(c -> visible.test(c.getModifiers()))
                    .flatMap(ShowOwnTypes::types);
            Stream<JavaType> fields = type.getFields().stream()
                    .filter(f -> visible.test(f.getModifiers()))
                    .map(JavaField::getType);
            Stream<JavaType> above = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
            return Stream.of(codeUnits, fields, above)
                    .flatMap(s -> s)
                    .map(JavaType::getAllInvolvedRawTypes)
                    .flatMap(Collection::stream)
                    .map(JavaClass::getBaseComponentType)
                    .collect(Collectors.toSet());
        }

        private static Stream<JavaType> types(JavaCodeUnit unit) {
            return Stream.of(
                            Stream.of(unit.getReturnType()),
                            unit.getParameterTypes().stream(),
                            unit.getExceptionTypes().stream())
                    .flatMap(s -> s);
        }

        static boolean internal(JavaClass type) {
            return !type.isPrimitive()
                    && !type.getPackageName().startsWith("java.")
                    && !type.getPackageName().equals("dev.ferkel")
                    && !type.isEquivalentTo(FerkelException.class);
        }
    }
}
