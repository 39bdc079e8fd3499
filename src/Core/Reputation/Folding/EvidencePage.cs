using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Reputation.Scoring;

namespace Shaken.Core.Reputation.Folding;

/// <summary>
/// The evidence on some subjects: what one row of the store holds. A page is bounded: of too many subjects the least known go, of too many
/// reporters of one those with the least weight.
/// </summary>
/// <remarks>
/// Octets: for each subject its hash (16), the number of reporters (2), and for each of them its id (8), good (4), bad (4), day (4), all
/// big-endian. The same evidence always has the same octets.
/// </remarks>
internal sealed class EvidencePage
{
    /// <summary>Octets of a page: base64 of it fits one record.</summary>
    public const int MaxOctets = 512 * 1024;

    /// <summary>Reporters of one subject.</summary>
    public const int MaxReporters = 1000;

    private const int SubjectOctets = 18;
    private const int ReporterOctets = 20;

    // A page that was full is cut to so much, so that the next addition does not cut again.
    private const int OctetsAfterCut = MaxOctets / 10 * 9;

    // What has faded below this is as good as nothing.
    private const double LeastKept = 0.01;

    private readonly Dictionary<UInt128, List<ReporterEvidence>> _subjects = [];

    private EvidencePage()
    {
    }

    /// <summary>The subject of a page that is about one alone: a provider, a country.</summary>
    public static UInt128 OnlySubject => UInt128.Zero;

    /// <summary>Octets that the page takes, at least one: for caches.</summary>
    public long Weight => Math.Max(1, OctetCount);

    public static EvidencePage New() => new();

    /// <summary>Reads a page; false: the octets are no page.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out EvidencePage? page)
    {
        page = null;
        var read = new EvidencePage();
        while (!octets.IsEmpty)
        {
            if (octets.Length < SubjectOctets) return false;
            var hash = BinaryPrimitives.ReadUInt128BigEndian(octets);
            var count = BinaryPrimitives.ReadUInt16BigEndian(octets[16..]);
            octets = octets[SubjectOctets..];
            if (octets.Length < count * ReporterOctets) return false;
            var reporters = new List<ReporterEvidence>(count);
            for (var index = 0; index < count; index++) reporters.Add(ReadOne(octets[(index * ReporterOctets)..]));
            octets = octets[(count * ReporterOctets)..];
            if (!read._subjects.TryAdd(hash, reporters)) return false;
        }

        page = read;
        return true;
    }

    /// <summary>The evidence on a subject; empty: there is none.</summary>
    public IReadOnlyList<ReporterEvidence> Find(UInt128 subject) =>
        _subjects.TryGetValue(subject, out var reporters) ? [.. reporters] : [];

    /// <summary>Adds what a reporter said. The order of additions does not matter.</summary>
    public void Add(UInt128 subject, ReporterEvidence said, double halfLifeDays)
    {
        if (!_subjects.TryGetValue(subject, out var reporters)) _subjects[subject] = reporters = [];
        var index = reporters.FindIndex(one => one.Reporter == said.Reporter);
        if (index < 0) reporters.Add(said);
        else reporters[index] = reporters[index].Plus(said.Good, said.Bad, said.Day, halfLifeDays);
    }

    /// <summary>The page as octets, without what has faded by a day, and cut to its bounds.</summary>
    public byte[] Write(int today, double halfLifeDays)
    {
        foreach (var (subject, reporters) in _subjects.ToList())
        {
            reporters.RemoveAll(one => WeightOf(one, today, halfLifeDays) < LeastKept);
            if (reporters.Count == 0) _subjects.Remove(subject);
            else if (reporters.Count > MaxReporters) Cut(reporters, today, halfLifeDays);
        }

        if (OctetCount > MaxOctets) CutSubjects(today, halfLifeDays);
        return WriteAll();
    }

    /// <summary>
    /// The first day on which all that the page holds has faded, as <see cref="DateOnly.DayNumber"/>; of an empty page the first of all.
    /// </summary>
    public int FadedOn(double halfLifeDays) => _subjects.Values.SelectMany(reporters => reporters)
        .Select(one => one.Day + (int)Math.Ceiling(Math.Max(0, halfLifeDays * Math.Log2(one.Weight / LeastKept))) + 1)
        .DefaultIfEmpty(0).Max();

    private int OctetCount => _subjects.Values.Sum(OctetsOf);

    private static int OctetsOf(List<ReporterEvidence> reporters) => SubjectOctets + (reporters.Count * ReporterOctets);

    private byte[] WriteAll()
    {
        var octets = new byte[OctetCount];
        var rest = octets.AsSpan();
        foreach (var (hash, reporters) in _subjects.OrderBy(pair => pair.Key))
        {
            BinaryPrimitives.WriteUInt128BigEndian(rest, hash);
            BinaryPrimitives.WriteUInt16BigEndian(rest[16..], (ushort)reporters.Count);
            rest = rest[SubjectOctets..];
            foreach (var one in reporters.OrderBy(one => one.Reporter.Value))
            {
                BinaryPrimitives.WriteUInt64BigEndian(rest, one.Reporter.Value);
                BinaryPrimitives.WriteSingleBigEndian(rest[8..], one.Good);
                BinaryPrimitives.WriteSingleBigEndian(rest[12..], one.Bad);
                BinaryPrimitives.WriteInt32BigEndian(rest[16..], one.Day);
                rest = rest[ReporterOctets..];
            }
        }

        return octets;
    }

    // By how many reporters know them. Of those that one alone knows, first the reporter's with the most of them: a flood cuts itself. Then
    // by weight up to a reporter's cap.
    private void CutSubjects(int today, double halfLifeDays)
    {
        var left = OctetCount;
        var alone = _subjects.Values.Where(reporters => reporters.Count == 1).CountBy(reporters => reporters[0].Reporter).ToDictionary();
        var leastKnownFirst = _subjects
            .Select(pair => (
                pair.Key,
                Reporters: pair.Value.Count,
                Flood: pair.Value.Count == 1 ? alone[pair.Value[0].Reporter] : 0,
                Weight: pair.Value.Sum(one => Math.Min(WeightOf(one, today, halfLifeDays), ScoreRules.OfCallers.ReporterCap)),
                Octets: OctetsOf(pair.Value)))
            .OrderBy(subject => subject.Reporters).ThenByDescending(subject => subject.Flood).ThenBy(subject => subject.Weight)
            .ThenBy(subject => subject.Key)
            .ToList();
        foreach (var (key, _, _, _, octets) in leastKnownFirst)
        {
            if (left <= OctetsAfterCut) return;
            _subjects.Remove(key);
            left -= octets;
        }
    }

    private static void Cut(List<ReporterEvidence> reporters, int today, double halfLifeDays)
    {
        var heaviest = reporters.OrderByDescending(one => WeightOf(one, today, halfLifeDays)).ThenBy(one => one.Reporter.Value)
            .Take(MaxReporters).ToList();
        reporters.Clear();
        reporters.AddRange(heaviest);
    }

    private static double WeightOf(ReporterEvidence one, int today, double halfLifeDays)
    {
        var (good, bad) = one.On(today, halfLifeDays);
        return good + bad;
    }

    private static ReporterEvidence ReadOne(ReadOnlySpan<byte> octets) => new(
        new ReporterId(BinaryPrimitives.ReadUInt64BigEndian(octets)), BinaryPrimitives.ReadSingleBigEndian(octets[8..]),
        BinaryPrimitives.ReadSingleBigEndian(octets[12..]), BinaryPrimitives.ReadInt32BigEndian(octets[16..]));
}
