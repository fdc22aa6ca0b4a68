package io.croupier.simulations.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The signals that stop a process where it is and let it go on, which Java cannot send itself. */
public enum Signal {
    /** It gets no processor from now on, keeps its memory, its locks and its sockets, and cannot refuse. */
    STOP,
    /** It goes on where it was. */
    CONT;

    private static final Path SHELL = Path.of("/bin/sh");
    private static final int TRIES = 3;

    /** What is missing to send signals here. */
    public static Optional<String> obstacle() {
        return Files.isExecutable(SHELL)
                ? Optional.empty()
                : Optional.of("signals are sent by " + SHELL + ", which is not there");
    }

    /**
     * Sends it to exactly these processes; those that have ended do not count.
     *
     * @throws ChaosException where one that lives did not get it
     */
    public void send(Collection<Long> pids) {
        String said = "";
        for (int tries = 0; tries < TRIES; tries++) {
            List<Long> alive = pids.stream().filter(Signal::lives).toList();
            if (alive.isEmpty()) {
                return;
            }
            // The shell has a kill built in, where the program of that name may not be installed.
            List<String> words = new ArrayList<>(List.of(SHELL.toString(), "-c", "kill -s " + this + " \"$@\"", "sh"));
            alive.forEach(pid -> words.add(Long.toString(pid)));
            Command.Result result = Command.run(words);
            if (result.succeeded()) {
                return;
            }
            // Perhaps only since one of them has ended just now. To get one of these signals twice is no harm.
            said = result.said();
        }
        throw new ChaosException("SIG" + this + " to " + pids + ": " + said);
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
