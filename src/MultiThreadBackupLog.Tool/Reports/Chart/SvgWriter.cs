using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Xml;

namespace MultiThreadBackupLog.Tool.Reports.Chart;

/// <summary>The few elements of SVG that a chart needs. The same calls give the same bytes.</summary>
internal sealed class SvgWriter : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    private readonly XmlWriter _xml;

    public SvgWriter(Stream output, int width, int height, string title)
    {
        _xml = XmlWriter.Create(output, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, IndentChars = " ", NewLineChars = "\n" });
        _xml.WriteStartElement("svg", Namespace);
        Attribute("width", width);
        Attribute("height", height);
        _xml.WriteAttributeString("viewBox", "0 0 " + Number(width) + " " + Number(height));
        _xml.WriteAttributeString("font-family", "sans-serif");
        _xml.WriteAttributeString("font-size", "12");
        _xml.WriteElementString("title", Namespace, Legal(title));
        Rectangle(0, 0, width, height, "#FFFFFF");
    }

    public static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    public void Text(double x, double y, string text, string anchor = "start", int size = 12, string colour = "#222222")
    {
        _xml.WriteStartElement("text", Namespace);
        Attribute("x", x);
        Attribute("y", y);
        _xml.WriteAttributeString("text-anchor", anchor);
        Attribute("font-size", size);
        _xml.WriteAttributeString("fill", colour);
        _xml.WriteString(Legal(text));
        _xml.WriteEndElement();
    }

    public void Rectangle(double x, double y, double width, double height, string fill, string? stroke = null)
    {
        _xml.WriteStartElement("rect", Namespace);
        Attribute("x", x);
        Attribute("y", y);
        Attribute("width", width);
        Attribute("height", height);
        _xml.WriteAttributeString("fill", fill);
        if (stroke is not null)
        {
            _xml.WriteAttributeString("stroke", stroke);
        }

        _xml.WriteEndElement();
    }

    public void Line(double x1, double y1, double x2, double y2, string colour)
    {
        _xml.WriteStartElement("line", Namespace);
        Attribute("x1", x1);
        Attribute("y1", y1);
        Attribute("x2", x2);
        Attribute("y2", y2);
        _xml.WriteAttributeString("stroke", colour);
        _xml.WriteEndElement();
    }

    /// <summary>Draws a shape; edges are not blurred, so that neighbours leave no seam.</summary>
    public void Path(StringBuilder data, string fill)
    {
        if (data.Length == 0)
        {
            return;
        }

        _xml.WriteStartElement("path", Namespace);
        _xml.WriteAttributeString("fill", fill);
        _xml.WriteAttributeString("shape-rendering", "crispEdges");
        _xml.WriteAttributeString("d", data.ToString());
        _xml.WriteEndElement();
    }

    /// <summary>Adds a rectangle to the data of a path.</summary>
    public static void AddRectangle(StringBuilder data, double x, double y, double width, double height) =>
        data.Append('M').Append(Number(x)).Append(' ').Append(Number(y)).Append('h').Append(Number(width)).Append('v').Append(Number(height))
            .Append('h').Append(Number(-width)).Append('z');

    public void Dispose()
    {
        _xml.WriteEndElement();
        _xml.WriteWhitespace("\n");
        _xml.Dispose();
    }

    private void Attribute(string name, double value) => _xml.WriteAttributeString(name, Number(value));

    // A name in a log may hold what XML may not; what is no text is left out of the picture as a replacement character.
    private static string Legal(string text)
    {
        var legal = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            legal.Append(rune.Value is 0xFFFE or 0xFFFF || (rune.Value < 0x20 && rune.Value is not (0x09 or 0x0A or 0x0D)) ? "\uFFFD" : rune.ToString());
        }

        return legal.ToString();
    }
}
