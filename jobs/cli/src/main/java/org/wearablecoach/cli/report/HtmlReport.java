package org.wearablecoach.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.JsonText;
import org.wearablecoach.cli.report.Figure.Chart;
import org.wearablecoach.cli.report.Figure.Part;
import org.wearablecoach.cli.report.Figure.Shape;
import org.wearablecoach.cli.report.Figure.Shares;
import org.wearablecoach.cli.report.Report.Panel;
import org.wearablecoach.cli.report.Report.Row;
import org.wearablecoach.cli.report.Report.Section;

/**
 * A report as one page that needs nothing else: no server, no network, no other file.
 *
 * <p>The charting library (Apache ECharts, Apache-2.0) is written into the page. Its policy allows
 * the two scripts of the page by their hashes and forbids every connection, so a page that somebody
 * tampered with runs no other script. Charts are JSON in the page, read by the second script; all
 * text from outside is escaped.
 */
public final class HtmlReport {

    private static final String LIBRARY = "/org/wearablecoach/cli/report/echarts.common.min.js";
    private static final String STYLE = "/org/wearablecoach/cli/report/page.css";
    private static final String SCRIPT = "/org/wearablecoach/cli/report/page.js";

    private HtmlReport() {}

    /**
     * Writes a page.
     *
     * @param file replaced where it exists
     * @throws IOException where it cannot be written
     */
    public static void write(Path file, Report report, List<Figure> figures) throws IOException {
        writePanels(file, report, List.of(new Panel("", List.of(), report.sections(), figures)));
    }

    /**
     * Writes a page of several panels, of which one is shown at a time.
     *
     * @param file replaced where it exists
     * @param report its title, facts and notes stand above all panels
     * @param panels at least one; a reader chooses by their names
     * @throws IOException where it cannot be written
     */
    public static void writePanels(Path file, Report report, List<Panel> panels)
            throws IOException {
        String library = resource(LIBRARY);
        String script = resource(SCRIPT);
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
            out.write("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
            // The library sets styles of the elements that it makes.
            out.write(" style-src 'unsafe-inline'; img-src data:; script-src ");
            out.write(hash(library) + " " + hash(script) + "\">\n");
            out.write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
            out.write("<title>" + escaped(report.title()) + "</title>\n");
            out.write("<style>\n" + resource(STYLE) + "</style>\n</head>\n<body>\n<main>\n");
            writeHead(report, out);
            out.write("<noscript><p class=\"note\">The charts need JavaScript.</p></noscript>\n");
            if (panels.size() > 1) {
                writeChoice(panels, out);
            }
            int number = 0;
            for (int i = 0; i < panels.size(); i++) {
                number = writePanel(panels.get(i), i, number, out);
            }
            out.write("<footer>Wearable Coach" + version());
            out.write(". A report about wellness data: no diagnosis, no advice on treatment.");
            out.write("</footer>\n</main>\n");
            out.write("<script>" + library + "</script>\n");
            out.write("<script>" + script + "</script>\n</body>\n</html>\n");
        }
    }

    private static void writeHead(Report report, Writer out) throws IOException {
        out.write("<h1>" + escaped(report.title()) + "</h1>\n");
        for (String fact : report.facts()) {
            out.write("<p class=\"fact\">" + escaped(fact) + "</p>\n");
        }
        for (String note : report.notes()) {
            out.write("<p class=\"note\">" + escaped(note) + "</p>\n");
        }
    }

    private static void writeChoice(List<Panel> panels, Writer out) throws IOException {
        out.write("<p class=\"choice\"><label>Person <select id=\"panels\">\n");
        for (int i = 0; i < panels.size(); i++) {
            out.write("<option value=\"panel-" + i + "\">" + escaped(panels.get(i).name()));
            out.write("</option>\n");
        }
        out.write("</select></label></p>\n");
    }

    /** Without a script every panel is shown, so that nothing is hidden for good. */
    private static int writePanel(Panel panel, int index, int number, Writer out)
            throws IOException {
        out.write("<div class=\"panel\" id=\"panel-" + index + "\">\n");
        if (!panel.name().isEmpty()) {
            out.write("<h2 class=\"name\">" + escaped(panel.name()) + "</h2>\n");
        }
        for (String fact : panel.facts()) {
            out.write("<p class=\"fact\">" + escaped(fact) + "</p>\n");
        }
        out.write("<div class=\"figures\">\n");
        int next = number;
        for (Figure figure : panel.figures()) {
            writeFigure(figure, next++, out);
        }
        out.write("</div>\n");
        writeSections(panel.sections(), out);
        out.write("</div>\n");
        return next;
    }

    private static void writeSections(List<Section> sections, Writer out) throws IOException {
        out.write("<div class=\"sections\">\n");
        for (Section section : sections) {
            out.write("<section>\n<h2>" + escaped(section.heading()) + "</h2>\n<table>\n");
            for (Row row : section.rows()) {
                out.write("<tr><th scope=\"row\">" + escaped(row.label()));
                if (!row.note().isEmpty()) {
                    out.write("<small>" + escaped(row.note()) + "</small>");
                }
                out.write("</th><td>" + escaped(row.value()));
                out.write("</td><td class=\"unit\">" + escaped(row.unit()) + "</td></tr>\n");
            }
            out.write("</table>\n</section>\n");
        }
        out.write("</div>\n");
    }

    private static void writeFigure(Figure figure, int number, Writer out) throws IOException {
        boolean half = figure instanceof Chart chart && chart.shape() == Shape.SQUARE;
        out.write("<figure" + (half ? " class=\"half\"" : "") + ">\n");
        out.write("<h2>" + escaped(figure.heading()) + "</h2>\n");
        if (figure instanceof Chart chart) {
            String id = "chart-" + number;
            out.write("<div class=\"chart " + chart.shape().name().toLowerCase(Locale.ROOT));
            out.write("\" role=\"img\" aria-label=\"" + escaped(figure.heading()));
            if (chart.height() > 0) {
                out.write("\" style=\"height:" + chart.height() + "px");
            }
            out.write("\" data-chart=\"" + id + "\"></div>\n");
            out.write("<script type=\"application/json\" id=\"" + id + "\">");
            // No text can end the script element early.
            out.write(JsonText.of(chart.option()).replace("<", "\\u003c"));
            out.write("</script>\n");
        } else if (figure instanceof Shares shares) {
            writeShares(shares, out);
        }
        out.write("<figcaption>" + escaped(figure.caption()) + "</figcaption>\n</figure>\n");
    }

    private static void writeShares(Shares shares, Writer out) throws IOException {
        out.write("<div class=\"bar\" aria-hidden=\"true\">");
        for (Part part : shares.parts()) {
            if (part.percent() > 0) {
                out.write("<span style=\"width:" + Numbers.decimal(part.percent(), 3));
                out.write("%;background:" + escaped(part.colour()) + "\"></span>");
            }
        }
        out.write("</div>\n<ul class=\"legend\">\n");
        for (Part part : shares.parts()) {
            out.write("<li><i style=\"background:" + escaped(part.colour()) + "\"></i>");
            out.write(escaped(part.label()) + " <b>" + escaped(part.text()) + "</b></li>\n");
        }
        out.write("</ul>\n");
    }

    private static String hash(String script) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String escaped(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return html.toString().replace("^2", "&sup2;");
    }

    private static String resource(String name) throws IOException {
        try (@Nullable InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        name + " is not in the jar; build jobs/cli with Maven");
            }
            // A browser hashes lines that end with a line feed alone.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private static String version() {
        String version = HtmlReport.class.getPackage().getImplementationVersion();
        return version == null ? "" : " " + version;
    }
}
