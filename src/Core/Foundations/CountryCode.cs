using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Foundations;

/// <summary>
/// A country by its ISO 3166-1 alpha-2 code, two capital letters, as ATIS-1000087 clause 4.3.1 requires it in a root. The codes that
/// ISO 3166-1 leaves to its users (AA, QM to QZ, XA to XZ, ZZ) stand for groups without an assigned code.
/// </summary>
public sealed record CountryCode
{
    private const string OfficiallyAssigned =
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
        "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR " +
        "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP " +
        "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU " +
        "MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
        "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ " +
        "UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

    private const string UserAssigned =
        "AA QM QN QO QP QQ QR QS QT QU QV QW QX QY QZ " +
        "XA XB XC XD XE XF XG XH XI XJ XK XL XM XN XO XP XQ XR XS XT XU XV XW XX XY XZ ZZ";

    private static readonly FrozenDictionary<string, CountryCode> Table = OfficiallyAssigned.Split(' ')
        .Select(code => new CountryCode(code, isUserAssigned: false))
        .Concat(UserAssigned.Split(' ').Select(code => new CountryCode(code, isUserAssigned: true)))
        .ToFrozenDictionary(code => code.Value, StringComparer.Ordinal);

    private CountryCode(string value, bool isUserAssigned) => (Value, IsUserAssigned) = (value, isUserAssigned);

    /// <summary>Two capital letters.</summary>
    public string Value { get; }

    /// <summary>Whether ISO assigns the code to no country, now and later: who uses it agrees with its readers on what it means.</summary>
    public bool IsUserAssigned { get; }

    /// <summary>Every officially assigned code, in no particular order.</summary>
    public static IEnumerable<CountryCode> All => Table.Values.Where(code => !code.IsUserAssigned);

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CountryCode? country)
    {
        country = null;
        return text is not null && Table.TryGetValue(text, out country);
    }

    public override string ToString() => Value;
}
