package io.croupier.simulations;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who judges a program from outside shares no code with it. */
@AnalyzeClasses(packages = "io.croupier", importOptions = ImportOption.DoNotIncludeTests.class)
class SimulationsArchitectureTest {
    @ArchTest
    static final ArchRule SIMULATIONS_KNOW_NOTHING_OF_THE_PROGRAM = noClasses()
            .that()
            .resideInAPackage("io.croupier.simulations..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.croupier.wallet..",
                    "io.croupier.round..",
                    "io.croupier.edge..",
                    "io.croupier.http..",
                    "akka..");
}
