package org.wearablecoach.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.audit.Audit;
import org.wearablecoach.cli.audit.AuditReport;
import org.wearablecoach.cli.audit.Finding;
import org.wearablecoach.cli.audit.LearningCheck;
import org.wearablecoach.cli.audit.MrtExport;
import org.wearablecoach.cli.audit.RulesCheck;
import org.wearablecoach.cli.audit.Sink;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.TextReport;
import org.wearablecoach.job.ConfiguredModels;
import org.wearablecoach.job.config.CoachConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach audit}: every row of a log computed again. */
@Command(
        name = "audit",
        description =
                "Compute every decision of a log again from its row, follow the hash chains, and"
                        + " report what was realised against what was intended.")
final class AuditCommand extends ConfiguredCommand {

    @Option(
            names = "--log",
            required = true,
            paramLabel = "FILE",
            description = "decisions.jsonl, as edge and replay write it.")
    private @Nullable Path log;

    @Option(
            names = "--rewards",
            paramLabel = "FILE",
            description = "rewards.jsonl. Default: the one beside the log, where there is one.")
    private @Nullable Path rewards;

    @Option(
            names = "--learning",
            description =
                    "Also run each person's learning again, and compare what every decision was"
                            + " based on. It needs the configuration of the log.")
    private boolean learning;

    @Option(
            names = "--policies",
            paramLabel = "FILE",
            description =
                    "With --learning: policies.jsonl, the policy updates that were published."
                            + " Default: none, the configured policy decided.")
    private @Nullable Path policies;

    @Option(
            names = "--export",
            paramLabel = "mrt",
            description =
                    "Write the flat table of a micro-randomised trial and its codebook into --out.")
    private @Nullable String export;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the export; it is made where it is missing.")
    private @Nullable Path out;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report as a page, too.")
    private @Nullable Path html;

    AuditCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() throws IOException {
        if (log == null) {
            throw new IllegalStateException("picocli refuses a command line without it");
        }
        Path beside = log.resolveSibling("rewards.jsonl");
        Path followed = rewards != null ? rewards : Files.exists(beside) ? beside : null;
        if (export != null && !export.equals("mrt")) {
            throw new InputException("--export " + export + " is not known: there is mrt.");
        }
        if ((export == null) != (out == null)) {
            throw new InputException(
                    "--export mrt and --out go together: name what to write and where.");
        }
        if (policies != null && !learning) {
            throw new InputException("--policies is read with --learning: add it.");
        }
        CoachConfig config = config();
        Audit audit = new Audit(config.loop());
        RulesCheck rules = new RulesCheck(config.loop(), config.hash());
        LearningCheck check =
                learning
                        ? LearningCheck.of(
                                config.loop(),
                                config.hash(),
                                new ConfiguredModels(config.loop())::policy,
                                policies,
                                session().console()::progress)
                        : null;
        if (out == null) {
            read(audit, log, followed, rules, check, List.of());
        } else {
            try (MrtExport table = new MrtExport(out)) {
                read(audit, log, followed, rules, check, List.of(table));
                table.finish();
                session()
                        .console()
                        .progress(
                                String.format(
                                        Locale.ROOT,
                                        "%,d rows in %s, explained in %s",
                                        table.rows(),
                                        out.resolve(MrtExport.TABLE),
                                        out.resolve(MrtExport.CODEBOOK)));
            }
        }
        session().console().endStatus();
        if (isConfigured() && rules.checked() == 0 && rules.others() > 0) {
            throw new InputException(
                    "--config: no row of "
                            + log
                            + " was decided with the given configuration, "
                            + config.hash()
                            + ": name the configuration of the log, with all options of its run.");
        }
        Report report =
                AuditReport.of(
                        audit,
                        String.valueOf(log.getFileName()),
                        rules.sentence(),
                        check == null ? "" : check.sentence(audit.lateRewards()));
        List<Path> inputs = followed == null ? List.of(log) : List.of(log, followed);
        Pages.write(html, report, AuditReport.figures(audit), session().console(), inputs);
        return new Summary(values(audit), TextReport.of(report), audit.found());
    }

    private void read(
            Audit audit,
            Path file,
            @Nullable Path followed,
            RulesCheck rules,
            @Nullable LearningCheck check,
            List<Sink> sinks) {
        List<Sink> all = new ArrayList<>(sinks);
        List<Audit.Check> checks = new ArrayList<>();
        checks.add(rules);
        if (check != null) {
            all.add(check);
            checks.add(check);
        }
        audit.read(
                file,
                followed,
                checks,
                all,
                rows ->
                        session()
                                .console()
                                .status(String.format(Locale.ROOT, "%,d decisions", rows)));
    }

    private static Map<String, Object> values(Audit audit) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("rows", audit.rows());
        values.put("differences", audit.differences());
        Finding first = audit.first();
        values.put("firstDifference", first == null ? Double.NaN : first.text());
        values.put("missing", audit.missing());
        values.put("reordered", audit.reordered());
        values.put("duplicates", audit.duplicates());
        List<Object> findings = new ArrayList<>();
        for (Finding finding : audit.findings()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("decisionId", name(finding.decisionId()));
            one.put("userId", name(finding.userId()));
            one.put("index", finding.index());
            one.put("what", finding.what());
            findings.add(one);
        }
        values.put("findings", findings);
        return values;
    }

    /** Text, or what is printed as null. */
    private static Object name(@Nullable String value) {
        return value == null ? Double.NaN : value;
    }
}
