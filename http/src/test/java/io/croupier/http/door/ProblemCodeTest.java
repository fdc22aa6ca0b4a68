package io.croupier.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemCodeTest {
    @Test
    void theReferenceListsEveryCodeAsItIs() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/reference/errors.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(ProblemCode.values())
                        .map(code -> "| `" + code.code() + "` | " + code.status() + " | "
                                + (code.retryable() ? "yes" : "no") + " | " + code.title() + " |")
                        .toList());
    }

    @Test
    void theOpenApiFileListsEveryCode() throws IOException {
        List<String> listed = Files.readAllLines(Path.of("src/main/resources/openapi.yaml")).stream()
                .filter(line -> line.matches(" {12}- [a-z_]+"))
                .map(line -> line.substring(14))
                .toList();
        assertThat(listed)
                .containsAll(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::code)
                        .toList());
    }

    @Test
    void theContractsCodesKeepTheirStatus() {
        assertThat(status("transaction_conflict", "bet_already_settled", "round_voided", "result_superseded"))
                .containsOnly(409);
        assertThat(status(
                        "insufficient_funds", "bet_rolled_back", "betting_closed", "wrong_currency", "player_blocked"))
                .containsOnly(422);
        assertThat(status("bet_not_found", "round_not_found", "unknown_player", "unknown_table"))
                .containsOnly(404);
        assertThat(status("invalid_signature", "stale_timestamp", "unknown_key"))
                .containsOnly(401);
        assertThat(status("not_your_table")).containsOnly(403);
        assertThat(status("rate_limited")).containsOnly(429);
        assertThat(status("unavailable", "outcome_unknown")).containsOnly(503);
    }

    private static List<Integer> status(String... codes) {
        return Arrays.stream(codes)
                .map(code -> ProblemCode.of(code).orElseThrow().status())
                .toList();
    }

    @Test
    void whatMayBeRepeatedSaysWhen() {
        assertThat(Reply.problem(Problem.of(ProblemCode.OUTCOME_UNKNOWN, "x")).headers())
                .anyMatch(header -> header.is("retry-after"));
        assertThat(Reply.problem(Problem.of(ProblemCode.BET_NOT_FOUND, "x")).headers())
                .isEmpty();
    }

    @Test
    void aCodeThatNobodyListedKeepsItsNameInTheDetail() {
        Problem problem = Problem.of("brand_new", "the rule", false, null);
        assertThat(problem.code()).isEqualTo(ProblemCode.REFUSED);
        assertThat(problem.detail()).isEqualTo("brand_new: the rule");
    }
}
