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
import io.croupier.wallet.WalletEventCodec;
import java.util.Set;

/**
 * Simulations judge from outside: they share how a PostgreSQL is started with the program, and nothing else; but for the one that
 * plays the program's pure domain.
 */
@AnalyzeClasses(packages = "io.croupier.simulations", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
    @ArchTest
    static final ArchRule ONLY_THE_START_OF_A_POSTGRESQL_IS_SHARED = noClasses()
            .that()
            .resideOutsideOfPackage("io.croupier.simulations.domain")
            .should()
            .dependOnClassesThat(describe(
                    "are the program's and do not start a PostgreSQL",
                    (JavaClass used) -> used.getPackageName().startsWith("io.croupier.")
                            && !used.getPackageName().startsWith("io.croupier.simulations")
                            && !used.getPackageName().equals("io.croupier.http.database")
                            && !used.isEquivalentTo(BuildInfo.class)));

    private static final Set<String> PURE = Set.of(
            "io.croupier.wallet.codec",
            "io.croupier.wallet.domain",
            "io.croupier.round.codec",
            "io.croupier.round.domain",
            "io.croupier.round.game");

    /** The simulation of the domain is there to drive the program's own rules; it has no actor, and a judge with rules of its own. */
    @ArchTest
    static final ArchRule THE_DOMAIN_IS_PLAYED_WITHOUT_ACTORS = noClasses()
            .that()
            .resideInAPackage("io.croupier.simulations.domain")
            .should()
            .dependOnClassesThat(describe(
                    "are neither pure rules nor their stored form",
                    (JavaClass used) -> used.getPackageName().startsWith("akka.")
                            || (used.getPackageName().startsWith("io.croupier.")
                                    && !used.getPackageName().startsWith("io.croupier.simulations.domain")
                                    && !PURE.contains(used.getPackageName())
                                    && !used.isEquivalentTo(WalletEventCodec.class))));

    @ArchTest
    static final ArchRule CHAOS_KNOWS_NO_SCENARIO =
            slices().matching("io.croupier.(**)").should().beFreeOfCycles();
}
