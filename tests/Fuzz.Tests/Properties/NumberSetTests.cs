using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;

namespace Shaken.Fuzz.Tests.Properties;

/// <summary>Sets of numbers beside a model that lists every member: all numbers of one and two digits, and two with symbols.</summary>
public sealed class NumberSetTests
{
    private static readonly string[] Universe =
    [
        .. Enumerable.Range(0, 10).Select(value => value.ToString("D1", CultureInfo.InvariantCulture)),
        .. Enumerable.Range(0, 100).Select(value => value.ToString("D2", CultureInfo.InvariantCulture)),
        "*1", "#",
    ];

    private static readonly TelephoneNumberRange[] Blocks =
    [
        .. Universe.SelectMany(start => Enumerable.Range(2, 99).Select(count => BlockOf(start, count))).OfType<TelephoneNumberRange>(),
    ];

    private static readonly Gen<(TelephoneNumberRange[] Ranges, string[] Singles)> Content =
        from ranges in Gen.Elements(Blocks).ArrayOf()
        from singles in Gen.Elements(Universe).ArrayOf()
        select (ranges.Take(3).ToArray(), singles.Take(6).ToArray());

    private static readonly Gen<(
        (TelephoneNumberRange[] Ranges, string[] Singles) Left,
        (TelephoneNumberRange[] Ranges, string[] Singles) Right)> Two = Content.SelectMany(_ => Content, (left, right) => (left, right));

    [Law]
    public Property NumberSet_OfBlocksAndNumbers_HasTheirMembersOnly() =>
        Laws.Of(Content, content => IsSetOf(SetOf(content), ModelOf(content)));

    [Law]
    public Property NumberSet_Arithmetic_IsThatOfTheModel() => Laws.Of(Two, two =>
    {
        var (left, right) = (SetOf(two.Left), SetOf(two.Right));
        var (one, other) = (ModelOf(two.Left), ModelOf(two.Right));
        return IsSetOf(left.Union(right), [.. one.Union(other)])
            && IsSetOf(left.Intersect(right), [.. one.Intersect(other)])
            && IsSetOf(left.Except(right), [.. one.Except(other)])
            && left.Contains(right) == other.IsSubsetOf(one)
            && left.Overlaps(right) == one.Overlaps(other)
            && left.Equals(right) == one.SetEquals(other)
            && left.Except(right).Union(left.Intersect(right)).Equals(left);
    });

    [Law]
    public Property NumberSet_ContainsABlock_WhereItHasEveryNumberOfIt() =>
        Laws.Of(Content.SelectMany(_ => Gen.Elements(Blocks), (content, block) => (content, block)), drawn =>
            SetOf(drawn.content).Contains(drawn.block)
            == drawn.block.Numbers().All(number => ModelOf(drawn.content).Contains(number.Value)));

    [Law]
    public Property NumberSet_WhenWrittenAsATnAuthListAndRead_IsTheSame() => Laws.Of(Content, content =>
    {
        var set = SetOf(content);
        if (!set.TryToTnAuthList(out var list)) return set.IsEmpty;
        return TnAuthListDer.TryRead(TnAuthListDer.Write(list), out var read) && read.Findings.Count == 0
            && read.ToNumberSet().Equals(set);
    });

    private static TelephoneNumberRange? BlockOf(string start, int count) =>
        TelephoneNumberRange.TryCreate(CallWorld.Number(start), new BigInteger(count), out var block) ? block : null;

    private static NumberSet SetOf((TelephoneNumberRange[] Ranges, string[] Singles) content) =>
        NumberSet.Of(content.Ranges, content.Singles.Select(CallWorld.Number));

    private static HashSet<string> ModelOf((TelephoneNumberRange[] Ranges, string[] Singles) content) =>
        [.. content.Ranges.SelectMany(range => range.Numbers()).Select(number => number.Value), .. content.Singles];

    private static bool IsSetOf(NumberSet set, HashSet<string> model)
    {
        var listed = set.Ranges.SelectMany(range => range.Numbers()).Concat(set.Singles).Select(number => number.Value).ToList();
        return set.Count == model.Count && set.IsEmpty == (model.Count == 0)
            && listed.Count == model.Count && model.SetEquals(listed)
            && Universe.All(number => set.Contains(CallWorld.Number(number)) == model.Contains(number));
    }
}
