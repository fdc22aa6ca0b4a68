package io.croupier.http;

import io.croupier.http.browser.Chromium;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the tests of the page where there is no browser, in words that {@code .ci/run} looks for. They go to the standard
 * error of the process itself: {@link System#err} ends in a report that nobody reads.
 */
final class BrowserInstalled implements ExecutionCondition {
    private static final String SKIPPED =
            "BROWSER TEST SKIPPED: no Chromium on the PATH and none in CHROME_BIN; the page was not tested";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Chromium.installed()
                .map(binary -> ConditionEvaluationResult.enabled("browser=" + binary))
                .orElseGet(BrowserInstalled::skipped);
    }

    private static ConditionEvaluationResult skipped() {
        var console = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        console.println(SKIPPED);
        return ConditionEvaluationResult.disabled(SKIPPED);
    }
}
