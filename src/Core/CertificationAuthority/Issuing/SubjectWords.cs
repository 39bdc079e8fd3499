using System.Text;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>Words of a subject, in lower case: runs of letters and digits. The country is none, since every certificate has it.</summary>
internal static class SubjectWords
{
    private const int MaxWords = 16;
    private const int MaxLetters = 32;

    /// <summary>The first words of a name, each once.</summary>
    public static IReadOnlyList<string> Of(DistinguishedName subject) =>
        Of(string.Join(' ', subject.Attributes.Where(attribute => attribute.Type != Oids.Country).Select(attribute => attribute.Text)));

    /// <summary>The first words of a text, each once. A long word counts by its beginning.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var words = new List<string>();
        var (word, letters) = (new StringBuilder(), 0);
        foreach (var letter in text.EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(letter)) End();
            else if (letters++ < MaxLetters) word.Append(Rune.ToLowerInvariant(letter).ToString());
        }

        End();
        return words;

        void End()
        {
            var ended = word.ToString();
            if (ended.Length > 0 && words.Count < MaxWords && !words.Contains(ended)) words.Add(ended);
            word.Clear();
            letters = 0;
        }
    }
}
