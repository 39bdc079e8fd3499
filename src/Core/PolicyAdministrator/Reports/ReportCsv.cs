using System.Globalization;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.PolicyAdministrator.Reports;

/// <summary>A report as CSV: a line a figure.</summary>
public static class ReportCsv
{
    public static string Write(QuarterReport report)
    {
        var text = new StringBuilder(CsvLine.Of(["quarter", "section", "item", "count"]));
        foreach (var figure in report.Figures)
        {
            text.Append(CsvLine.Of([
                report.Quarter.ToString(), figure.Section, figure.Item, figure.Count.ToString(CultureInfo.InvariantCulture)]));
        }

        return text.ToString();
    }
}
