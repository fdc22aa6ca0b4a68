package io.croupier.kubernetes.manifests;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the tests of the manifests where nothing can render them, in words that {@code .ci/run} looks for. They go to the
 * standard error of the process itself: {@link System#err} ends in a report that nobody reads.
 */
final class KubectlInstalled implements ExecutionCondition {
    private static final String SKIPPED =
            "MANIFEST TESTS SKIPPED: no kubectl of 1.27 or newer on the PATH; deploy/k8s was not checked";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Kubectl.isInstalled() ? ConditionEvaluationResult.enabled("kubectl is here") : skipped();
    }

    private static ConditionEvaluationResult skipped() {
        var console = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        console.println(SKIPPED);
        return ConditionEvaluationResult.disabled(SKIPPED);
    }
}
