package io.croupier.simulations.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small program of the operating system, run to its end. */
final class Command {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Command() {}

    /**
     * How it ended.
     *
     * @param exitCode -1 where it did not start or took longer than 10 s
     * @param said what it printed, in one line
     */
    record Result(int exitCode, String said) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    static Result run(List<String> words) {
        try {
            // What these programs say fits into a pipe, so it can be read after their end.
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Result(-1, words.get(0) + " took longer than " + LIMIT.toSeconds() + " s");
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.exitValue(), said.strip().replaceAll("\\s+", " "));
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(-1, "interrupted");
        }
    }
}
