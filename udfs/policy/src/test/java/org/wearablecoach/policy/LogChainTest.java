package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.policy.LogChain.Finding;
import org.wearablecoach.policy.LogChain.Kind;

class LogChainTest {

    private final JsonFormat<Decision> json = JsonFormat.decision();
    private final List<Finding> findings = new ArrayList<>();

    private static List<Decision> log(String person, int rows) {
        Policy policy = new FixedProbability(0.4);
        return new SimulatedLog(person, policy, Bounds.TRIAL, false, 1).rows(rows);
    }

    private LogChain read(List<Decision> rows) {
        findings.clear();
        LogChain chain = new LogChain(findings::add);
        for (Decision row : rows) {
            chain.add(row, json.sha256(row));
        }
        chain.end();
        return chain;
    }

    private Decision changed(Decision row) {
        String line = new String(json.write(row), StandardCharsets.UTF_8);
        return json.read(line.replace("\"messagesToday\":0", "\"messagesToday\":1"), 1);
    }

    @Test
    void theChainsOfInterleavedPersonsAreWhole() {
        List<Decision> ann = log("ann", 50);
        List<Decision> bob = log("bob", 50);
        List<Decision> all = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        int a = 0;
        int b = 0;
        while (a < 50 || b < 50) {
            all.add(b == 50 || (a < 50 && random.nextBoolean()) ? ann.get(a++) : bob.get(b++));
        }
        LogChain chain = read(all);
        assertThat(findings).isEmpty();
        assertThat(chain.persons()).isEqualTo(2);
        assertThat(chain.heads()).containsEntry("bob", json.sha256(bob.get(49)));
    }

    @Test
    void aChangedRowIsNamedWhereverItStands() {
        for (int i = 0; i < 20; i++) {
            List<Decision> rows = log("ann", 21);
            rows.set(i, changed(rows.get(i)));
            read(rows);
            assertThat(findings).hasSize(1);
            assertThat(findings.get(0).kind()).isEqualTo(Kind.CHANGED);
            assertThat(findings.get(0).decisionId()).isEqualTo(rows.get(i).decisionId());
            assertThat(findings.get(0).index()).isEqualTo(i);
        }
    }

    @Test
    void aMissingRowIsNamedByItsNumber() {
        for (int length : List.of(30, 1000)) {
            List<Decision> rows = log("ann", length);
            rows.remove(7);
            rows.subList(20, 23).clear();
            read(rows);
            assertThat(findings).extracting(Finding::kind).containsOnly(Kind.MISSING);
            assertThat(findings).extracting(Finding::index).containsExactly(7L, 21L);
            assertThat(findings).extracting(Finding::rows).containsExactly(1L, 3L);
        }
        List<Decision> rows = log("ann", 30);
        rows.remove(0);
        read(rows);
        assertThat(findings).extracting(Finding::index).containsExactly(0L);
    }

    @Test
    void twoSwappedRowsAreBothNamed() {
        for (int far : new int[] {1, 2, 9}) {
            List<Decision> rows = log("ann", 40);
            Collections.swap(rows, 11, 11 + far);
            read(rows);
            assertThat(findings).extracting(Finding::kind).containsOnly(Kind.REORDERED);
            assertThat(findings)
                    .extracting(Finding::index)
                    .containsExactlyInAnyOrder(11L, 11L + far);
        }
    }

    @Test
    void rowsThatWereDeliveredTwiceSayNothingNew() {
        List<Decision> rows = log("ann", 40);
        rows.addAll(30, rows.subList(20, 30).stream().toList());
        assertThat(read(rows).duplicates()).isEqualTo(10);
        assertThat(findings).isEmpty();
        rows.set(35, changed(rows.get(35)));
        read(rows);
        assertThat(findings).extracting(Finding::kind).containsOnly(Kind.CHANGED);
    }

    @Test
    void aPersonWhoWasErasedStartsAnew() {
        List<Decision> rows = log("ann", 5);
        List<Decision> again = new ArrayList<>();
        for (Decision row : log("ann", 5)) {
            again.add(row);
        }
        assertThat(again.get(0).decisionTime()).isEqualTo(rows.get(0).decisionTime());
        // A first row that is not later than the last one is no new beginning.
        rows.add(changed(again.get(0)));
        read(rows);
        assertThat(findings).hasSize(1);
    }

    @Test
    void aShuffledLogIsReorderedAndNothingElse() {
        for (int seed = 0; seed < 5; seed++) {
            List<Decision> rows = log("ann", 700);
            Collections.shuffle(rows, new Random(seed));
            read(rows);
            assertThat(findings).extracting(Finding::kind).containsOnly(Kind.REORDERED);
        }
    }

    @Test
    void aChangedRowAmongShuffledOnesIsStillFound() {
        List<Decision> rows = log("ann", 700);
        String id = rows.get(300).decisionId();
        rows.set(300, changed(rows.get(300)));
        Collections.shuffle(rows, new Random(7));
        read(rows);
        assertThat(findings)
                .filteredOn(finding -> finding.kind() == Kind.CHANGED)
                .extracting(Finding::decisionId)
                .containsExactly(id);
    }
}
