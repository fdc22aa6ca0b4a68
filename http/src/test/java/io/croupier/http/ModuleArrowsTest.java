package io.croupier.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may know which: wallet <- round <- edge <- http, round <- feed <- http; Kubernetes knows none of ours. */
@AnalyzeClasses(packages = "io.croupier", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArrowsTest {
    private static final String WALLET = "io.croupier.wallet..";
    private static final String ROUND = "io.croupier.round..";
    private static final String FEED = "io.croupier.feed..";
    private static final String EDGE = "io.croupier.edge..";
    private static final String HTTP = "io.croupier.http..";
    private static final String KUBERNETES = "io.croupier.kubernetes..";

    @ArchTest
    static final ArchRule WALLETS_KNOW_NO_OTHER_MODULE = noClasses()
            .that()
            .resideInAPackage(WALLET)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROUND, FEED, EDGE, HTTP, KUBERNETES);

    @ArchTest
    static final ArchRule ROUNDS_KNOW_ONLY_WALLETS = noClasses()
            .that()
            .resideInAPackage(ROUND)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FEED, EDGE, HTTP, KUBERNETES);

    @ArchTest
    static final ArchRule THE_FEED_KNOWS_ONLY_ROUNDS_AND_WALLETS = noClasses()
            .that()
            .resideInAPackage(FEED)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(EDGE, HTTP, KUBERNETES);

    @ArchTest
    static final ArchRule THE_EDGE_KNOWS_ONLY_ROUNDS_AND_WALLETS = noClasses()
            .that()
            .resideInAPackage(EDGE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FEED, HTTP, KUBERNETES);

    @ArchTest
    static final ArchRule KUBERNETES_KNOWS_NO_OTHER_MODULE = noClasses()
            .that()
            .resideInAPackage(KUBERNETES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WALLET, ROUND, FEED, EDGE, HTTP);

    @ArchTest
    static final ArchRule RULES_OF_MONEY_AND_GAMES_RUN_WITHOUT_AKKA = noClasses()
            .that()
            .resideInAnyPackage("io.croupier..domain..", "io.croupier..game..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("akka..", "com.typesafe..", "slick..", "java.sql..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLES =
            slices().matching("io.croupier.(**)").should().beFreeOfCycles();
}
