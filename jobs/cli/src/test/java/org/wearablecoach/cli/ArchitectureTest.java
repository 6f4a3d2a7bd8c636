package org.wearablecoach.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The walls between modules, and what decision code must not touch. */
class ArchitectureTest {

    private static final String[] PURE = {
        "org.wearablecoach.event..",
        "org.wearablecoach.signals..",
        "org.wearablecoach.policy..",
        "org.wearablecoach.onnx..",
        "org.wearablecoach.loop..",
        "org.wearablecoach.files..",
        "org.wearablecoach.simulation.."
    };

    /** Code whose output must be a function of its input. */
    private static final String[] DECIDING = {
        "org.wearablecoach.signals..",
        "org.wearablecoach.policy..",
        "org.wearablecoach.loop..",
        "org.wearablecoach.operators.."
    };

    /** Methods of Math that may differ between machines; the others are exact everywhere. */
    private static final Set<String> INEXACT =
            Set.of(
                    "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "exp", "log", "log10",
                    "pow", "cbrt", "sinh", "cosh", "tanh", "hypot", "expm1", "log1p", "random");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.wearablecoach");
    }

    @Test
    void pureModulesKnowNeitherFlinkNorKafka() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..")
                .check(classes);
    }

    @Test
    void onlyTheOnnxModuleKnowsOnnxRuntime() {
        noClasses()
                .that()
                // The baselines of a benchmark are what one writes without that module.
                .resideOutsideOfPackages(
                        "org.wearablecoach.onnx..", "org.wearablecoach.cli.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(classes);
    }

    @Test
    void connectorsAndUdfsNeverSeeEachOther() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.wearablecoach.signals..",
                        "org.wearablecoach.policy..",
                        "org.wearablecoach.onnx..",
                        "org.wearablecoach.loop..",
                        "org.wearablecoach.operators..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.wearablecoach.kafka..", "org.wearablecoach.files..")
                .check(classes);
        noClasses()
                .that()
                .resideInAnyPackage("org.wearablecoach.kafka..", "org.wearablecoach.files..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.wearablecoach.signals..",
                        "org.wearablecoach.policy..",
                        "org.wearablecoach.onnx..",
                        "org.wearablecoach.loop..",
                        "org.wearablecoach.operators..")
                .check(classes);
    }

    @Test
    void avroStaysBehindTheEventPackage() {
        noClasses()
                .that()
                // The columns of a table are those of its schema, so tables read Avro themselves.
                .resideOutsideOfPackages(
                        "org.wearablecoach.event..",
                        "org.wearablecoach.avro..",
                        "org.wearablecoach.tables..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.avro..", "org.wearablecoach.avro..")
                .check(classes);
    }

    @Test
    void decidingCodeReadsNoWallClockAndSharesNoRandomness() {
        noClasses()
                .that()
                .resideInAnyPackage(DECIDING)
                // Metrics say how long a batch took; nothing reads them back.
                .and()
                .haveSimpleNameNotEndingWith("InferMetrics")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Random.class, ThreadLocalRandom.class, Clock.class)
                .check(classes);
    }

    @Test
    void decidingCodeComputesTheSameOnEveryMachine() {
        noClasses()
                .that()
                .resideInAnyPackage(DECIDING)
                .should()
                .callMethodWhere(
                        new DescribedPredicate<JavaCall<?>>("a function of Math that is inexact") {
                            @Override
                            public boolean test(JavaCall<?> call) {
                                return call.getTargetOwner().isEquivalentTo(Math.class)
                                        && INEXACT.contains(call.getName());
                            }
                        })
                .check(classes);
    }
}
