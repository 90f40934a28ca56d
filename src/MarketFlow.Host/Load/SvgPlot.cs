using System.Globalization;
using System.Net;
using System.Text;

namespace MarketFlow.Host;

/// <summary>One line of a plot.</summary>
internal sealed record PlotLine(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Lines over time as SVG, to stand in a page that asks nobody for anything.</summary>
internal static class SvgPlot
{
    private const int Width = 860;
    private const int Height = 240;
    private const int Left = 70;
    private const int Bottom = 30;
    private const int Top = 12;
    private static readonly string[] _colours = ["#0b62a4", "#c44e1a", "#3a7d2c", "#7a4fa3"];

    /// <summary>Draws them.</summary>
    /// <param name="title">What is shown, with its unit.</param>
    /// <param name="lines">At most four.</param>
    /// <param name="isLogarithmic">Whether each power of ten takes the same height; then what is 0 or less is left out.</param>
    public static string Draw(string title, IReadOnlyList<PlotLine> lines, bool isLogarithmic = false)
    {
        var points = lines.SelectMany(line => line.Points).Where(point => !isLogarithmic || point.Y > 0).ToList();
        if (points.Count == 0)
        {
            return string.Empty;
        }

        var (minX, maxX) = (points.Min(point => point.X), Math.Max(points.Min(point => point.X) + 1, points.Max(point => point.X)));
        var minY = isLogarithmic ? Math.Floor(Math.Log10(points.Min(point => point.Y))) : 0;
        var maxY = isLogarithmic ? Math.Max(minY + 1, Math.Ceiling(Math.Log10(points.Max(point => point.Y)))) : Math.Max(1e-9, points.Max(point => point.Y) * 1.05);
        StringBuilder svg = new();
        Add($"<figure><figcaption>{WebUtility.HtmlEncode(title)}</figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        for (var i = 0; i <= 4; i++)
        {
            var y = minY + ((maxY - minY) * i / 4);
            Add($"<line x1=\"{Left}\" x2=\"{Width}\" y1=\"{Down(y):0.#}\" y2=\"{Down(y):0.#}\" class=\"grid\"/><text x=\"{Left - 6}\" y=\"{Down(y) + 4:0.#}\" text-anchor=\"end\">{(isLogarithmic ? Math.Pow(10, y) : y):#,0.##}</text>");
            var x = minX + ((maxX - minX) * i / 4);
            Add($"<text x=\"{Across(x):0.#}\" y=\"{Height - 8}\" text-anchor=\"{(i == 4 ? "end" : "middle")}\">{x:0} s</text>");
        }

        foreach (var (index, line) in lines.Index())
        {
            Add($"<polyline fill=\"none\" stroke=\"{_colours[index % _colours.Length]}\" stroke-width=\"1.5\" points=\"");
            foreach (var (x, y) in line.Points.Where(point => !isLogarithmic || point.Y > 0))
            {
                Add($"{Across(x):0.#},{Down(isLogarithmic ? Math.Log10(y) : y):0.#} ");
            }

            Add($"\"/><text x=\"{Left + 10 + (index * 180)}\" y=\"{Top + 10}\" fill=\"{_colours[index % _colours.Length]}\">{WebUtility.HtmlEncode(line.Name)}</text>");
        }

        return svg.Append("</svg></figure>").ToString();

        double Across(double x) => Left + ((x - minX) / (maxX - minX) * (Width - Left - 5));
        double Down(double y) => Height - Bottom - ((y - minY) / (maxY - minY) * (Height - Bottom - Top));
        void Add(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
    }
}
