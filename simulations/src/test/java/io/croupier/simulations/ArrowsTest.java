package io.croupier.simulations;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.croupier.http.node.BuildInfo;

/** Simulations judge from outside: they share how a PostgreSQL is started with the program, and nothing else. */
@AnalyzeClasses(packages = "io.croupier.simulations", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
    @ArchTest
    static final ArchRule ONLY_THE_START_OF_A_POSTGRESQL_IS_SHARED = noClasses()
            .should()
            .dependOnClassesThat(describe(
                    "are the program's and do not start a PostgreSQL",
                    (JavaClass used) -> used.getPackageName().startsWith("io.croupier.")
                            && !used.getPackageName().startsWith("io.croupier.simulations")
                            && !used.getPackageName().equals("io.croupier.http.database")
                            && !used.isEquivalentTo(BuildInfo.class)));

    @ArchTest
    static final ArchRule CHAOS_KNOWS_NO_SCENARIO =
            slices().matching("io.croupier.(**)").should().beFreeOfCycles();
}
