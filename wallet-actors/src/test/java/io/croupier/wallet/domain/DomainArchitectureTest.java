package io.croupier.wallet.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.croupier.wallet", importOptions = ImportOption.DoNotIncludeTests.class)
class DomainArchitectureTest {
    @ArchTest
    static final ArchRule theDomainIsPlainJava = classes()
            .that()
            .resideInAPackage("io.croupier.wallet.domain")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "io.croupier.wallet.domain",
                    "io.vavr..",
                    "com.fasterxml.jackson.annotation..",
                    "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule theDomainReadsNoClock = noClasses()
            .that()
            .resideInAPackage("io.croupier.wallet.domain")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.time.Clock.class);

    @ArchTest
    static final ArchRule theModuleKnowsNoOtherOfOurs = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.croupier.round..", "io.croupier.edge..", "io.croupier.http..");
}
