package org.wearablecoach.event;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who uses a record need not know that Avro or Jackson exist. */
@AnalyzeClasses(
        packages = "org.wearablecoach.event",
        importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {

    private static final DescribedPredicate<JavaClass> ENCODING =
            resideInAnyPackage(
                    "org.apache.avro..", "com.fasterxml.jackson..", "org.wearablecoach.avro..");

    @ArchTest
    static final ArchRule signaturesHoldNoTypeOfAnEncoding =
            codeUnits()
                    .that()
                    .arePublic()
                    .and()
                    .areDeclaredInClassesThat()
                    .arePublic()
                    .should()
                    .haveRawReturnType(not(ENCODING))
                    .andShould()
                    .haveRawParameterTypes(
                            DescribedPredicate.describe(
                                    "of no encoding", types -> types.stream().noneMatch(ENCODING)));

    @ArchTest
    static final ArchRule publicFieldsHoldNoTypeOfAnEncoding =
            fields().that()
                    .arePublic()
                    .and()
                    .areDeclaredInClassesThat()
                    .arePublic()
                    .should()
                    .notHaveRawType(ENCODING);

    @ArchTest
    static final ArchRule needsNothingButJavaAndTheEncodings =
            classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAPackage("java..")
                                    .or(resideInAPackage("org.wearablecoach.event"))
                                    .or(resideInAPackage("org.jspecify.annotations"))
                                    .or(ENCODING));
}
