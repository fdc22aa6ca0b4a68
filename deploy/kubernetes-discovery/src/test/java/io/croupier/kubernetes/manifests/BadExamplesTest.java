package io.croupier.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each rule refuses what it is there to refuse, and names the fault. */
@ExtendWith(KubectlInstalled.class)
class BadExamplesTest {
    private static final List<BadExample> EXAMPLES = Stream.of(
                    BadRelations.examples(), BadCluster.examples(), BadPods.examples(), BadSurroundings.examples())
            .flatMap(List::stream)
            .toList();

    @TestFactory
    Stream<DynamicTest> areRefused() {
        return EXAMPLES.stream()
                .map(example -> DynamicTest.dynamicTest(
                        example.rule() + ": " + example.what(),
                        () -> assertThat(example.rule().problems(example.manifests()))
                                .anySatisfy(problem -> assertThat(problem).contains(example.told()))));
    }

    @Test
    void areThereForEveryRule() {
        assertThat(EXAMPLES).extracting(BadExample::rule).contains(Rule.values());
    }
}
