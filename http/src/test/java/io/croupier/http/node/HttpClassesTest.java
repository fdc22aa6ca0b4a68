package io.croupier.http.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** In JVMs of their own, since a class is initialised once. */
class HttpClassesTest {
    @Test
    void threadsThatComeFromBothEndsDoNotWaitForEachOther() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path")
                + File.pathSeparator
                + Path.of("target", "test-classes").toAbsolutePath();
        Process race = new ProcessBuilder(java, "-cp", classes, Race.class.getName())
                .inheritIO()
                .start();
        try {
            assertThat(race.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(race.exitValue()).isZero();
        } finally {
            race.destroyForcibly();
        }
    }

    /** Uses the classes and their subclasses at the same moment. */
    static final class Race {
        public static void main(String[] arguments) throws InterruptedException {
            Thread.setDefaultUncaughtExceptionHandler((thread, broken) -> {
                broken.printStackTrace();
                Runtime.getRuntime().halt(2);
            });
            HttpClasses.initialise();
            var start = new CountDownLatch(1);
            List<Thread> threads = List.of(
                    new Thread(() -> initialise(start, "akka.http.javadsl.model.Uri")),
                    new Thread(() -> initialise(start, "akka.http.impl.model.JavaUri")),
                    new Thread(() -> initialise(start, "akka.http.javadsl.model.Host")),
                    new Thread(() -> initialise(start, "akka.http.scaladsl.model.Uri$Host$Empty$")));
            threads.forEach(Thread::start);
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private static void initialise(CountDownLatch start, String name) {
            try {
                start.await();
                Class.forName(name);
            } catch (ClassNotFoundException | InterruptedException e) {
                throw new IllegalStateException(name, e);
            }
        }

        private Race() {}
    }
}
